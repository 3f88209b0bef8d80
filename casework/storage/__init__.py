"""The database: connections, transactions, what is particular to each, and what the rest of the house asks of it."""
