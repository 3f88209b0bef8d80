"""Proof before a round opens: what may go wrong in a procedure, each fault with the path that leads to it."""

from statemachines.linter.checking import check, check_machine
from statemachines.linter.finding import Finding

__all__ = ["Finding", "check", "check_machine"]
