"""What Dateline knows, in formats that other programs read. Pure: records in, pieces of text out.

`bot.export.formats` chooses; one module writes one format. The JSON shapes are a contract (see README), the other
formats say the same in their own terms.
"""
