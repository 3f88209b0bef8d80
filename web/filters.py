"""Which cases a page, or a file of it, is about: one reading of what the address asks for."""

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from casework.views.filtering import CaseFilter

__all__ = ["FilteredCases", "Wanted", "Word", "asked_for"]

Word = Annotated[str, Query(max_length=100)]
TEXTS = {
    "q": "q", "programme": "programme", "procedure": "procedure", "stage": "stage", "state": "state",
    "round": "round_no", "region": "region", "title": "title_no",
}  # fmt: skip
FLAGS = ("running", "overdue", "at_risk")


@dataclass(frozen=True, slots=True)
class FilteredCases:
    """Cases that were asked for; ``filter`` goes on behind the last case of a page before."""

    filter: CaseFilter

    @property
    def whole(self) -> CaseFilter:
        """All the cases of the filter, from the first."""
        return replace(self.filter, after="")

    @property
    def asked(self) -> dict[str, str]:
        """The words of the filter as the address names them, empty where nothing is asked."""
        return {name: str(getattr(self.filter, field)) for name, field in TEXTS.items()}

    def address(self, **more: str) -> str:
        """The query part of an address that asks for the same, with more; without the place in the list."""
        flags = {name: "true" for name in FLAGS if getattr(self.filter, name)}
        return asked_for(self.asked, **flags, **more)


def asked_for(asked: dict[str, str], **more: str) -> str:
    """The query part of an address that asks for this and more; what is empty is left out."""
    return urlencode({name: value for name, value in (asked | more).items() if value})


async def _read(  # no thread is worth it
    q: Word = "", programme: Word = "", procedure: Word = "", stage: Word = "", state: Word = "", round: Word = "",
    region: Word = "", title: Word = "", running: bool = False, overdue: bool = False, at_risk: bool = False,
    after: Word = "",
) -> FilteredCases:  # fmt: skip
    return FilteredCases(
        CaseFilter(
            q=q, programme=programme, procedure=procedure, stage=stage, state=state, round_no=round, region=region,
            title_no=title, running=running, overdue=overdue, at_risk=at_risk, after=after,
        )
    )  # fmt: skip


Wanted = Annotated[FilteredCases, Depends(_read)]
