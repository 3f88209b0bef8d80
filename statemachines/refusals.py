"""No: each refusal names the action, the state, the reason, and what this person may do instead, now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from errors import ShenbaoError

__all__ = ["BadPayload", "NeedsUnmet", "NotDeclared", "NotYours", "Refusal", "Undecidable"]


class Refusal(ShenbaoError):
    """An action was refused; nothing was written.

    Attributes: ``action``, ``subject`` (its key), ``state``, ``reason`` (中文 / English), ``allowed`` (the actions
    open to this person in this state).
    """

    def __init__(self, action: str, subject: str, state: str, reason: str, allowed: Sequence[str]) -> None:
        """Keep the facts; the message is for people."""
        self.action, self.subject, self.state, self.reason = action, subject, state, reason
        self.allowed = tuple(allowed)
        instead = ", ".join(allowed) or "无 / nothing"
        super().__init__(
            f"{subject}: 不能 / cannot “{action}” in state “{state}”: {reason}; 可以 / allowed to you now: {instead}"
        )

    def offering(self, allowed: Sequence[str]) -> Refusal:
        """The same refusal, with other actions that are open to this person."""
        return type(self)(self.action, self.subject, self.state, self.reason, allowed)


class NotDeclared(Refusal):
    """The state has no such action."""


class NotYours(Refusal):
    """The action exists, but not for this person or not in this region."""


class BadPayload(Refusal):
    """What was given with the action is incomplete or of the wrong kind.

    The reason is one sentence a fault, each of which begins with the name of its field in quotes.
    """

    @property
    def by_field(self) -> dict[str, str]:
        """The faults by the field they are about; what is about none of them stands under the empty name."""
        found: dict[str, str] = {}
        for sentence in self.reason.split("; "):
            name = sentence.split("'")[1] if sentence.startswith("'") else ""
            found[name] = f"{found[name]}; {sentence}" if name in found else sentence
        return found


class NeedsUnmet(Refusal):
    """Something that must hold does not; ``unmet`` holds the names of the facts."""

    def __init__(
        self, action: str, subject: str, state: str, unmet: Sequence[tuple[str, str]], allowed: Sequence[str]
    ) -> None:
        """Keep the unmet facts; ``unmet`` pairs each with what to say."""
        self.unmet = tuple(fact for fact, _ in unmet)
        self._said = tuple(unmet)
        super().__init__(action, subject, state, "; ".join(say for _, say in unmet), allowed)

    @property
    def reasons(self) -> dict[str, str]:
        """What to say of each unmet fact, with what is known of it, by the name of the fact."""
        return dict(self._said)

    def offering(self, allowed: Sequence[str]) -> NeedsUnmet:
        """The same refusal, with other actions that are open to this person."""
        return NeedsUnmet(self.action, self.subject, self.state, self._said, allowed)

    def because(self, detail: Callable[[str], str]) -> NeedsUnmet:
        """The same refusal, with what ``detail`` knows of each unmet fact behind what is said of it."""
        told = [(fact, f"{say}: {more}" if (more := detail(fact)) else say) for fact, say in self._said]
        return NeedsUnmet(self.action, self.subject, self.state, told, self.allowed)


class Undecidable(Refusal):
    """A value the decision needs was never set (an asked value, an event that a deadline counts from)."""
