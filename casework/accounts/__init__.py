"""Who gets in: passwords, one-time codes, sessions, links, and what is recorded of it."""
