"""What may happen next: pure, without a clock, a database or mail; the only room that imports `transitions`."""
