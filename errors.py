"""The one base error of the project: every error a person may see says what, where and what would be right."""

from __future__ import annotations

__all__ = ["ShenbaoError"]


class ShenbaoError(Exception):
    """Base of every error that shenbao raises on purpose.

    Subclasses keep their facts as attributes, so that the terminal and the pages can show them in their own way.
    """
