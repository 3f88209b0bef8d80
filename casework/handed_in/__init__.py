"""What applicants hand in: answers kept as drafts, files, tables."""
