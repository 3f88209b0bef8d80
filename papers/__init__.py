"""Papers for people to sign, seal and hand over: facts in, docx and PDF out. No database, no clock."""
