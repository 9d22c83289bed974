"""What Dateline keeps: the vocabulary (`records`), the tables, and one module of queries for each noun."""
