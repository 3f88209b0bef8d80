"""The routes, one file a theme."""
