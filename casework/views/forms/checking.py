"""The criteria against what an applicant states: met, failed, in principle, waivable, for people; and the money."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from casework.asked import Asked
from casework.cases import subject_of
from casework.facts import Asking, papers
from casework.service import Service
from casework.views.standing import standing
from models.tables import definition_text
from statemachines.awards import NotStated, ceiling
from statemachines.criteria import Finding, evaluate_all
from statemachines.definition.criteria import Criterion
from statemachines.definition.programme import REWARD, Programme
from statemachines.definition.selector import matches
from statemachines.definition.sources import Sources, sources_text
from statemachines.definition.stage import Stage
from statemachines.loader import Loaded
from statemachines.money import in_words
from statemachines.pages.rewards import amount_in_words
from statemachines.stages.review import Review
from statemachines.subject import Actor, Command

__all__ = ["CheckLine", "Checked", "Money", "Source", "check"]

MARKS = ("met", "failed", "soft", "waivable", "open", "judged")


@dataclass(frozen=True, slots=True)
class Source:
    """A line of the notice: its id, where it stands, how it is read (中文 / English)."""

    id: str
    place: str
    reading: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One node of the criteria as it stands.

    ``verdict``: met; failed; soft (not met, which is in principle only); waivable (not met, ``waived_by`` may set it
    aside); open (not stated yet); judged (people decide); spare (not met or not stated, and not needed, another part
    does). ``required`` and ``stated`` are texts, ``soft`` the softening word of the notice.
    """

    path: str
    depth: int
    kind: str
    verdict: str
    required: str
    stated: str
    soft: str
    waived_by: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """What a claim may come to: the reward by name, its rule in words, the amount where it can be worked out."""

    name: str
    rule: str
    amount: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The criteria of a case with what is stated; empty lines where nobody checks any in this procedure.

    ``counts`` says how many criteria of the notice (not their parts) stand how.
    """

    lines: tuple[CheckLine, ...]
    counts: Mapping[str, int]
    money: Money | None


def check(
    service: Service, number: str, person: str, now: datetime, stated: Sequence[Mapping[str, object]] = ()
) -> Checked:
    """Hold a case against its criteria, with the figures ``stated`` now (as the action takes them) over earlier ones.

    Raises NotFound for an unknown case.
    """
    with service.store.reading() as connection:
        here = standing(service, connection, f"case:{number}")
        subject = subject_of(connection, here.loaded, here.machine, here.row)
        asked = Asked("", person, now, {"indicators": list(stated)})
        command = Command("", Actor(person, frozenset()), now, asked.payload)
        asking = Asking(connection, service, here.loaded, here.row["procedure"], subject, here.row, command)
        figures = papers.figures(asking)
        known = select(definition_text.c.sources).where(
            definition_text.c.digest == here.row["definition_digest"]
        )
        sources = sources_text(
            connection.execute(known).scalar_one(), f"{here.row['programme']}/sources.yaml"
        )
    money = _money(here.loaded.programme, figures, subject.facts)
    if not any(isinstance(each, Review) and each.checks for each in asking.definition.stages):
        return Checked((), {}, money)
    lines = tuple(_lines(here.loaded, figures, subject.facts, sources))
    tops = [each.verdict for each in lines if each.depth == 0]
    return Checked(lines, {mark: tops.count(mark) for mark in MARKS if mark in tops}, money)


def _lines(
    loaded: Loaded, figures: Mapping[str, Decimal], facts: Mapping[str, str], sources: Sources
) -> Iterator[CheckLine]:
    programme = loaded.programme
    found = evaluate_all(programme.criteria, figures, {}, facts, programme.indicators)
    for each in found:
        walk = _Walk(programme, sources, _waived_by(programme, each.path, facts))
        yield from walk.lines(each, programme.criteria[each.path], 0, spare=False)


def _waived_by(programme: Programme[Stage], criterion: str, facts: Mapping[str, str]) -> str:
    """Who may set a criterion aside in such a case; empty for nobody."""
    by = (each.by.given for each in programme.waivers if criterion in each.of and matches(each.for_, facts))
    return next((programme.role_name(str(role)) for role in by), "")


@dataclass(frozen=True, slots=True)
class _Walk:
    """The nodes of one criterion, one after the other."""

    programme: Programme[Stage]
    sources: Sources
    waived_by: str

    def lines(self, node: Finding, asked: Criterion, depth: int, *, spare: bool) -> Iterator[CheckLine]:
        """A node and those below it; ``spare`` says that another part of its group does."""
        if node.result == "not_applicable":
            return
        verdict = self._verdict(node, spare=spare)
        waived_by = self.waived_by if verdict == "waivable" else ""
        origins = asked.source if depth == 0 or asked.source else ()
        yield CheckLine(
            node.path, depth, node.kind, verdict, node.required, node.stated, node.soft, waived_by,
            tuple(self._source(each) for each in origins),
        )  # fmt: skip
        enough = spare or (node.kind in ("any", "of") and node.result == "met")
        for child, part in zip(node.children, asked.children, strict=True):
            yield from self.lines(child, part, depth + 1, spare=enough)

    def _verdict(self, node: Finding, *, spare: bool) -> str:
        if node.result == "met":
            return "met"
        if spare:
            return "spare"
        if node.result == "unknown":
            return "judged" if _only_judged(node) else "open"
        if node.soft:
            return "soft"
        return "waivable" if self.waived_by else "failed"

    def _source(self, id: str) -> Source:
        line = self.sources.lines.get(id)
        return Source(id, line.place if line else "", line.reading if line else "")


def _only_judged(node: Finding) -> bool:
    """Whether all that is open below a node is for people to judge."""
    return all(each.kind in ("judge", "veto") for each in node.leaves() if each.result == "unknown")


def _money(
    programme: Programme[Stage], figures: Mapping[str, Decimal], facts: Mapping[str, str]
) -> Money | None:
    """What the reward of a claim may come to, at most; None for what is no claim."""
    reward = programme.rewards.get(facts.get(REWARD, ""))
    if reward is None or reward.amount is None:
        return None
    try:
        most = ceiling(reward.amount, figures, facts)
    except (NotStated, ValueError):
        most = None
    amount = "" if most is None else in_words(most)
    return Money(reward.name or "", amount_in_words(programme, reward.amount), amount)
