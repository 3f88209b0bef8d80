"""What every paper bears beside its text: who issues it, when, under which number."""

from dataclasses import dataclass
from datetime import date

__all__ = ["Issue"]


@dataclass(frozen=True, slots=True)
class Issue:
    """Who issues a paper and on which day.

    ``number`` (发文字号) and ``note`` (附注) are what the officer gives, empty for a blank.
    """

    issuer: str
    day: date
    number: str = ""
    note: str = ""
