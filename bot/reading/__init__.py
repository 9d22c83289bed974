"""The outside world coming in: fetch, guard, parse, full text. The only room that speaks HTTP to feeds and pages."""
