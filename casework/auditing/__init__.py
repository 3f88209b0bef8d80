"""The parts of an audit: histories walked and replayed, seals, panels, and what hangs on entries."""
