"""What a rehearsal keeps in mind of a case: where it stands, what its people know, what they have tried."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

__all__ = ["Life"]


@dataclass
class Life:
    """One case in the virtual world. The database alone says what holds; this is what its people remember."""

    no: str
    procedure: str
    region: str
    applicant: str
    operator: str | None
    object_no: str
    facts: dict[str, str]
    mishap: str = "sound"
    flaw: str = ""
    quality: float = 75.0
    disputed: bool = False
    title: str | None = None
    partners: dict[str, str] = field(default_factory=dict)  # joint applicants, with their regions
    elsewhere: int = 0  # support that the project has of other policies, in fen
    state: str = ""
    visit: int = 0
    last_day: date | None = None
    truth: dict[str, Decimal] = field(default_factory=dict)
    stated: dict[str, Decimal] = field(default_factory=dict)
    reviewed: str = ""
    judged: dict[str, bool] = field(default_factory=dict)
    waived: set[str] = field(default_factory=set)
    requested: set[str] = field(default_factory=set)
    overridden: set[str] = field(default_factory=set)
    marks: list[float] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)
    acted: set[str] = field(default_factory=set)  # those of several who have done their part in this state
    returned: int = 0
    ended: bool = False

    @property
    def key(self) -> str:
        """The subject's key."""
        return f"case:{self.no}"

    @property
    def standing(self) -> tuple[str, int]:
        """Where it stands, at which visit: an appointment made for one standing is void in another."""
        return self.state, self.visit

    @property
    def mark(self) -> float:
        """What it is ranked by: the mean of the experts' marks, else how good it is."""
        return sum(self.marks) / len(self.marks) if self.marks else self.quality

    def begin_review(self, review: str) -> None:
        """Judge anew at another stage, or at another office: no review rests on what the one before found."""
        if self.reviewed != review:
            self.reviewed = review
            self.judged.clear()
            self.overridden.clear()

    def enter(self, state: str, last_day: date | None) -> None:
        """Stand in a state from now on."""
        self.state, self.last_day = state, last_day
        self.visit += 1
        self.tries.clear()
        self.acted.clear()
