"""What administrators watch: boards, deadlines of a month, time in stage, rounds, experts, the engine."""
