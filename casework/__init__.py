"""What people and clocks do: one function an action; the one place that commits."""
