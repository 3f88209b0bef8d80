"""The report for people, in tables; and for programs, as JSON."""

from rehearsal.rendering.whole import as_json_text, as_text

__all__ = ["as_json_text", "as_text"]
