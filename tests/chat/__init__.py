"""Tests of the chat: Telegram on real sockets, through the emulator."""
