"""The types a programme.yaml is parsed into, how it is read, and the errors that point into it."""
