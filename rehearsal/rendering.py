"""The report for people and for programs."""

import json
from typing import Any

__all__ = ["as_json_text", "as_text"]


def as_json_text(reports: list[dict[str, Any]]) -> str:
    """JSON with sorted keys; Chinese stays Chinese."""
    return json.dumps({"programmes": reports}, ensure_ascii=False, indent=2, sort_keys=True)


def as_text(reports: list[dict[str, Any]], width: int | None) -> str:
    """Tables."""
    return as_json_text(reports) + "\n"
