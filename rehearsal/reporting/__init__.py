"""The report of a rehearsal: plain values, read from the scratch database at the end, sorted in Python."""

from rehearsal.reporting.whole import report

__all__ = ["report"]
