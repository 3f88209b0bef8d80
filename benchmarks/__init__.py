"""What shenbao costs, measured: `make bench` prints a table and writes `results.json` beside this file."""
