"""Who may apply, by the facts that a programme reads off its applicants; nothing here knows a programme."""

from collections.abc import Sequence
from dataclasses import dataclass

from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage

__all__ = ["Admitted", "admitted", "regions_admitted", "sort_of"]


FEW = 14  # one application in so many is of a sort of which there are few


@dataclass(frozen=True)
class Admitted:
    """One sort of applicant: its kind of organisation, and the body it stands under, None for none."""

    kind: str
    under: str | None = None


def admitted(programme: Programme[Stage]) -> tuple[Admitted, ...]:
    """The sorts of applicants that a programme tells apart, in the order of the definition; none where it does not."""
    party = programme.party("applicant")
    found: list[Admitted] = []
    for fact in programme.facts.values():
        if fact.of == party:
            found += [Admitted(kind) for kind in fact.kinds.values()]
            usual = [*fact.kinds.values(), "committee"]
            found += [Admitted(usual[-2] if fact.kinds else usual[-1], body) for body in fact.under.values()]
    return tuple(found)


def sort_of(sorts: Sequence[Admitted], number: int) -> Admitted:
    """The sort of the application of this number: few of whole cities or under a body apart, the others in turn."""
    usual = [each for each in sorts if not _few(each)] or list(sorts)
    few = [each for each in sorts if _few(each)]
    turn, rest = divmod(number, FEW)
    return few[turn % len(few)] if few and not rest else usual[(number - turn) % len(usual)]


def _few(sort: Admitted) -> bool:
    return sort.under is not None or sort.kind == "authority"


def regions_admitted(programme: Programme[Stage]) -> tuple[str, ...]:
    """What the regions of applicants begin with; none where a programme takes them from anywhere."""
    party = programme.party("applicant")
    facts = [fact for fact in programme.facts.values() if fact.of == party and fact.others == "refuse"]
    return tuple(code for fact in facts for code in fact.regions.values())
