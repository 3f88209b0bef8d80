"""Who hears of it: letters rendered from facts, and mail handed to a server or a folder. Knows no database."""
