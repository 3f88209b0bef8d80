"""What people see in the browser: the console, and what a machine asks for (health, readiness, metrics)."""
