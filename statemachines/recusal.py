"""Recusal (回避): why an expert may not score a case, or None.

None of the five notices says who is recused; the rules are this project's own, and a programme sets the years. Of the
**same jurisdiction** we read: cases of a round compete as places one level below the body that decides. Where a
province decides, an expert from the applicant's prefecture is recused (four digits of GB/T 2260); where a city decides,
one from the applicant's county or district (six digits). Municipalities (直辖市) and counties run by a province (whose
third and fourth digits are 90) have no prefecture of their own, so six digits are compared there. An organisation whose
region is that of the deciding body itself, such as a provincial university, stands for no place and is not recused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["CaseParties", "ExpertTies", "Member", "Tie", "recusal"]

Level = Literal["national", "province", "city", "county", "none"]
_DIGITS: dict[str, int] = {"national": 2, "province": 4, "city": 6}
_MUNICIPALITIES = ("11", "12", "31", "50")


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation: its code, the codes of those directly above it, and its region (GB/T 2260, empty for none)."""

    code: str
    parents: frozenset[str] = frozenset()
    region: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie of an expert to an organisation; ``until`` is its last day, None while it lasts."""

    organisation: str
    kind: Literal["employment", "declared", "kinship"]
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ExpertTies:
    """An expert: where the expert works, and the ties on record."""

    works_at: Member
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseParties:
    """The parties of a case (applicant, operator, joint applicants) and the level of the body that decides it."""

    parties: tuple[Member, ...]
    decided_at: Level


def recusal(expert: ExpertTies, case: CaseParties, today: date, years: int) -> str | None:
    """Return why the expert is recused from the case (中文 / English), or None.

    ``years``: a tie that ended still recuses until the corresponding day so many years later, that day included
    (Civil Code 202).
    """
    reasons = (
        *_own(expert.works_at, case.parties),
        *_tied(expert.ties, case.parties, today, years),
        *_neighbours(expert.works_at, case),
    )
    return reasons[0] if reasons else None


def _own(mine: Member, parties: Iterable[Member]) -> Iterable[str]:
    for party in parties:
        if party.code == mine.code:
            yield f"所在单位是本申报件一方（{party.code}） / works at a party of the case"
        elif party.code in mine.parents or mine.code in party.parents:
            yield f"所在单位与申报件一方有隶属关系（{party.code}） / works directly above or below a party of the case"


def _tied(ties: Iterable[Tie], parties: Iterable[Member], today: date, years: int) -> Iterable[str]:
    close = {code for party in parties for code in (party.code, *party.parents)}
    for tie in ties:
        if tie.organisation not in close:
            continue
        if tie.until is None or tie.until >= today:
            yield f"与申报件一方存在利益关系（{tie.organisation}） / has a declared tie to a party of the case"
        elif today <= _years_later(tie.until, years):
            yield (
                f"与申报件一方的利益关系终止未满{years}年（{tie.organisation}） / "
                f"a tie to a party of the case ended within {years} years"
            )


def _neighbours(mine: Member, case: CaseParties) -> Iterable[str]:
    here = _place(mine.region, case.decided_at)
    for party in case.parties:
        if here and here == _place(party.region, case.decided_at):
            yield f"所在单位与申报件一方同属一地（{here}） / works in the jurisdiction of a party of the case"


def _place(region: str, decided_at: Level) -> str:
    """The digits of the place, one level below the deciding body, that a region lies in; empty where there is none."""
    digits = _DIGITS.get(decided_at, 0)
    if digits == 4 and (region[:2] in _MUNICIPALITIES or region[2:4] == "90"):
        digits = 6
    place = region[:digits]
    return "" if len(place) < digits or place.endswith("00") else place


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February, in a year that has none: the last day of that month (Civil Code 202)
        return day.replace(year=day.year + years, day=28)
