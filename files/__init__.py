"""Files that people hand in: judged by what is in them, kept by the digest of it, never executed or shown."""
