"""As whom a person may act, and what a person may see."""
