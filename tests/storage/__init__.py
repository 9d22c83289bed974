"""Tests of what Dateline keeps, on both databases."""
