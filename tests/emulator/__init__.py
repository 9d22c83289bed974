"""Real servers on real sockets that stand in for Telegram and the web."""
