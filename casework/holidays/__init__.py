"""Holiday arrangements: read, adopted, and laid over the calendar."""
