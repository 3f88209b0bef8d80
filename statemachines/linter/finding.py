"""What the linter says."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Finding"]


@dataclass(frozen=True)
class Finding:
    """One fault of a definition.

    ``rule`` is the rule that was broken; ``where`` the state, the action or the part of the definition; ``path`` the
    shortest way of actions from the initial state that leads there, None where no way does or none is needed.
    """

    rule: str
    procedure: str
    where: str
    message: str
    path: tuple[str, ...] | None = None

    def __str__(self) -> str:
        place = f"{self.procedure}.{self.where}" if self.procedure else self.where
        return f"{place}: {self.message} [{self.rule}]{self._way()}"

    def _way(self) -> str:
        if self.path is None:
            return ""
        return f"\n    路径 / path: {' → '.join(('open', *self.path))}"
