"""The record: histories chained and sealed, personal text beside them, and the proof of all of it."""
