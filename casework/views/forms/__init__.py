"""What is asked of whoever fills something in: fields, lines, steps, and what stands there already."""
