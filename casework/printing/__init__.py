"""Papers gathered: which ones a subject has, who may print them, and the facts they are made from."""
