"""What people look at: read-only questions to the database, one file a kind; the answers are frozen values."""
