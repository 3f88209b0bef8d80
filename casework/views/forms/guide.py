"""The guided form: what is asked of an applicant in a case now, as steps made from what the action declares."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from calendars import day_of
from casework.asked import Asked
from casework.cases import subject_of
from casework.handed_in.answers import Kept, answers_of
from casework.handed_in.tabling import open_tables
from casework.refused import NotFound
from casework.rights.mandates import actor_on
from casework.service import Service
from casework.views.actions import OpenAction, open_actions
from casework.views.cases import CaseRow, row_of
from casework.views.deadlines import deadlines_of
from casework.views.forms.forms import ActionForm, FormField, form_of
from casework.views.standing import Standing, standing
from models.tables import history, personal_text
from statemachines.refusals import Refusal

__all__ = [
    "ANSWERED",
    "ELSEWHERE",
    "Guide",
    "GuideStep",
    "Words",
    "guide_of",
    "own_actions",
    "words_to_applicant",
]

LAST = ("withdraw",)  # never what is asked, always possible where it is declared
NAMES = {
    "basis": "基本情况 / basics",
    "figures": "指标与条件 / figures and conditions",
    "tables": "表格 / tables",
    "materials": "材料 / papers",
    "words": "填写说明 / in words",
    "review": "核对并提交 / check and hand in",
}
ELSEWHERE = "tables"  # a step whose pages are those of the tables of a case
ANSWERED = ("figures", "materials", "words")  # steps whose answers are kept until they are handed in


@dataclass(frozen=True, slots=True)
class GuideStep:
    """A step of the form. ``fields`` are those of the action that it asks for; ``name`` is 中文 / English."""

    id: str
    name: str
    fields: tuple[FormField, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What an authority wrote to the applicant when the case came to where it is: the reason it gave."""

    action: str
    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Guide:
    """What is asked of a person in a case: the action, its form, its steps, and what was kept of it so far.

    ``words`` are those of the authority that asks for it, None where it gave none; ``others`` are the further actions
    open to the person here; ``since`` is when the case came into its state, from which kept answers count.
    """

    case: CaseRow
    programme_name: str
    stage: str
    words: Words | None
    form: ActionForm
    steps: tuple[GuideStep, ...]
    kept: Mapping[str, Kept]
    since: datetime
    others: tuple[OpenAction, ...]

    @property
    def case_no(self) -> str:
        """The number of the case."""
        return self.case.no

    @property
    def action(self) -> str:
        """The action that the form ends with."""
        return self.form.action

    @property
    def name(self) -> str:
        """What that action is called, 中文 / English."""
        return self.form.name

    @property
    def step_ids(self) -> tuple[str, ...]:
        """The ids of its steps, in their order."""
        return tuple(each.id for each in self.steps)

    def step(self, id: str) -> GuideStep:
        """The step of that id; raises NotFound where the form has none, or only pages of its own elsewhere."""
        found = next((each for each in self.steps if each.id == id != ELSEWHERE), None)
        if found is None:
            raise NotFound("step", id)
        return found

    def beside(self, id: str, by: int) -> GuideStep | None:
        """The step so many behind (or before) this one; None beyond the last."""
        ids = [each.id for each in self.steps]
        place = ids.index(id) + by if id in ids else -1
        return self.steps[place] if 0 <= place < len(ids) else None

    def answers(self) -> dict[str, Sequence[str]]:
        """Every field that was kept, of all steps."""
        return {
            name: values
            for step in ANSWERED
            if step in self.kept
            for name, values in self.kept[step].answers.items()
        }


def guide_of(service: Service, number: str, person: str, now: datetime, action: str = "") -> Guide | None:
    """The form of what is asked of a person in a case as one of its parties, or of ``action``; None for nothing.

    Raises NotFound for an unknown case or person.
    """
    subject = f"case:{number}"
    with service.store.reading() as connection:
        here = standing(service, connection, subject)
        mine = own_actions(service, connection, here, Asked("", person, now))
        wanted = next(
            (each for each in mine if each.action == action or (not action and each.action not in LAST)), None
        )
        if wanted is None:
            return None
        kept = answers_of(connection, number, wanted.action, here.row["entered_at"])
        due = deadlines_of(connection, [subject], now).get(subject, ())
        case = row_of(service, connection, number, due)
        words = words_to_applicant(connection, here)
        acts_as = actor_on(connection, here.loaded.programme, person, here.parties, day_of(now)).acts_as
        tables = bool(open_tables(here.loaded, here.row, acts_as))
    try:
        form = form_of(service, subject, wanted.action, Asked(wanted.action, person, now))
    except Refusal:  # somebody acted in between
        return None
    stage = here.machine.states[here.state].stage
    steps = tuple(_steps(form, tables=tables))
    others = tuple(each for each in mine if each is not wanted and each.action != "provide")
    name = here.loaded.programme.name
    return Guide(case, name, stage, words, form, steps, kept, here.row["entered_at"], others)


def own_actions(
    service: Service, connection: Connection, here: Standing, asked: Asked
) -> tuple[OpenAction, ...]:
    """The actions that a person may take in a case as one of its parties, that which moves the case first.

    Papers may also be handed in piece by piece (``provide``): where everything is handed in at once, that is no form of
    its own.
    """
    if here.row["ended_at"]:
        return ()
    subject = subject_of(connection, here.loaded, here.machine, here.row)
    parties = set(here.loaded.programme.parties)
    mine = [
        each
        for each in open_actions(service, connection, here, subject, asked)
        if each.via is None and not parties.isdisjoint(each.by)
    ]
    return tuple(
        sorted(mine, key=lambda each: (each.action in LAST, not each.leads_to, each.action == "provide"))
    )


def words_to_applicant(connection: Connection, here: Standing) -> Words | None:
    """The reason that was given when the case came into its state, where the applicant was written to about it."""
    known = (
        select(history, personal_text.c.text)
        .join(
            personal_text,
            (personal_text.c.subject == history.c.subject) & (personal_text.c.seq == history.c.seq),
        )
        .where(
            history.c.subject == here.key,
            history.c.target == here.state,
            history.c.source != here.state,
            personal_text.c.field == "reason",
            personal_text.c.text.is_not(None),
        )
        .order_by(history.c.seq.desc())
        .limit(1)
    )
    row = connection.execute(known).one_or_none()
    applicant = here.loaded.programme.party("applicant")
    if row is None:
        return None
    ways = here.machine.actions(row.source).get(row.action, ())
    told = {role for way in ways for rule in way.letters for role in rule.to}
    by = here.loaded.programme.role_name(row.acting_as)
    return Words(row.action, by, row.at, row.text) if applicant in told else None


def _steps(form: ActionForm, *, tables: bool) -> Iterator[GuideStep]:
    figures, papers = form.get("indicators"), form.get("materials")
    others = tuple(each for each in form.fields if each.name not in ("indicators", "materials"))
    yield _step("basis")
    if figures and figures.lines:
        yield _step("figures", figures)
    if tables and papers:
        yield _step(ELSEWHERE)
    if papers and papers.lines:
        yield _step("materials", papers)
    if others:
        yield _step("words", *others)
    yield _step("review")


def _step(id: str, *fields: FormField) -> GuideStep:
    return GuideStep(id, NAMES[id], fields)
