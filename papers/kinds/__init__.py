"""What each paper says: one file a kind, from facts to a document."""
