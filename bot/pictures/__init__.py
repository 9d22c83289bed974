"""Pictures: the timeline and a week of it, drawn for the screen of a phone. The only matplotlib."""
