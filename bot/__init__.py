"""Dateline: follows one story and keeps its dated, cited timeline."""
