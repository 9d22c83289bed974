"""Dates in news: find them, resolve them, write them out, and tell when the main event was."""

from bot.editorial.dates.main_event import main_span
from bot.editorial.dates.reader import mentions
from bot.editorial.dates.rewrite import absolute

__all__ = ["absolute", "main_span", "mentions"]
