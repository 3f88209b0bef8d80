"""What an action asks for, ready to be filled in: each field with what it is called, its choices, its lines."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from casework.asked import Asked
from casework.cases import subject_of
from casework.facts import Asking, papers
from casework.service import Service
from casework.steps import kind_of
from casework.views.case import name_of_state
from casework.views.standing import Standing, standing
from models.tables import material, objection
from statemachines.criteria import evaluate_all
from statemachines.definition.selector import matches
from statemachines.machine import Field
from statemachines.refusals import NotDeclared, NotYours
from statemachines.stages.assessment import Assessment
from statemachines.subject import Command, Subject
from statemachines.words import action_word, field_word

__all__ = ["ActionForm", "FormField", "Line", "form_of"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a field that asks for several things, or a choice: its id, what it is called, a remark.

    ``value`` is what is known: the figure stated before, the copies a notice asks for.
    """

    id: str
    name: str
    remark: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of an action; ``lines`` are its choices, or what it asks for one by one. Texts are 中文 / English."""

    name: str
    label: str
    kind: str
    required: bool
    help: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionForm:
    """An action of a subject as somebody may take it now.

    ``leads_to`` are the states it may lead to, each with its name.
    """

    subject: str
    programme: str
    state_name: str
    action: str
    name: str
    leads_to: Mapping[str, str]
    fields: tuple[FormField, ...] = field(default=())

    def get(self, name: str) -> FormField | None:
        """The field of that name."""
        return next((each for each in self.fields if each.name == name), None)


def form_of(service: Service, subject: str, action: str, asked: Asked) -> ActionForm:
    """The form of an action on a subject, for the person who asks.

    Raises:
        NotFound, BadInput: there is no such subject or person.
        NotDeclared, NotYours: the state has no such action, or not for this person.
    """
    with service.store.reading() as connection:
        here = standing(service, connection, subject)
        command = asked.command(connection, here.loaded, here.parties)
        every = here.machine.actions(here.state).get(action, ())
        mine = [way for way in every if not command.actor.acts_as.isdisjoint(way.by)]
        if not mine:
            _refuse(here, action, bool(every), command)
        fields = {each.name: each for way in mine for each in way.fields}
        asking = _asking(service, connection, here, command)
        states = here.machine.states
        return ActionForm(
            subject, here.loaded.programme.programme, here.state_name, action, action_word(action, ""),
            {way.target: name_of_state(states[way.target]) for way in mine if way.target},
            tuple(_field(asking, here, each) for each in fields.values()),
        )  # fmt: skip


def _refuse(here: Standing, action: str, declared: bool, command: Command) -> None:
    allowed = here.machine.open_to(here.state, command.actor.acts_as)
    if declared:
        raise NotYours(action, here.key, here.state, "不由您办理 / this is not yours to do", allowed)
    raise NotDeclared(
        action, here.key, here.state, "这一环节没有该动作 / this state has no such action", allowed
    )


def _asking(service: Service, connection: Connection, here: Standing, command: Command) -> Asking:
    if kind_of(here.key) == "case":
        subject = subject_of(connection, here.loaded, here.machine, here.row)
    else:
        subject = Subject(here.key, here.state, here.row["version"])
    procedure = here.row.get("procedure", "")
    return Asking(connection, service, here.loaded, procedure, subject, here.row, command)


def _field(asking: Asking, here: Standing, declared: Field) -> FormField:
    find = _LINES.get((declared.name, declared.kind))
    lines = tuple(find(asking, here)) if find and kind_of(here.key) == "case" else ()
    lines = lines or tuple(Line(each, each) for each in declared.choices)
    return FormField(
        declared.name, field_word(declared.name, declared.kind), declared.kind, declared.required, declared.help, lines
    )  # fmt: skip


def _papers(asking: Asking, here: Standing) -> Iterator[Line]:
    """The papers of this stage that this case has to hand in, each with what is there of it already."""
    stage = here.machine.states[here.state].stage
    known = select(material.c.material).where(material.c.case_no == asking.row["no"])
    there = {name.partition(".")[0] for name in asking.connection.execute(known).scalars()}
    for key, each in asking.loaded.programme.materials.items():
        if stage in each.at and matches(each.for_, asking.subject.facts):
            remarks = {
                "机要渠道报送，不得上传 / by the confidential channel, never uploaded": each.channel
                == "confidential",
                "可不交 / optional": each.optional,
                "已收到 / received before": key in there,
            }
            remark = next((text for text, holds in remarks.items() if holds), "")
            yield Line(key, each.name, remark, str(each.copies or ""))


def _figures(asking: Asking, here: Standing) -> Iterator[Line]:
    stated = papers.figures(asking)
    for key, each in asking.loaded.programme.indicators.items():
        value = stated.get(key)
        yield Line(key, each.name, each.unit, "" if value is None else format(value, "f"))


def _judged(asking: Asking, here: Standing) -> Iterator[Line]:
    """The criteria that somebody has to judge, those of this case alone."""
    kinds = asking.loaded.leaves
    for path, required in _paths(asking):
        if kinds.get(path) in ("judge", "veto"):
            yield Line(path, required)


def _criteria(asking: Asking, here: Standing) -> Iterator[Line]:
    for path, required in _paths(asking):
        yield Line(path, required)


def _paths(asking: Asking) -> Iterator[tuple[str, str]]:
    facts = asking.subject.facts
    mine = {key: each for key, each in asking.loaded.programme.criteria.items() if matches(each.for_, facts)}
    found = [*evaluate_all(mine, {}, {}, facts)]
    while found:
        each = found.pop(0)
        yield each.path, each.required
        found = [*each.children, *found]


def _objections(asking: Asking, here: Standing) -> Iterator[Line]:
    known = select(objection.c.no, objection.c.received_at).where(
        objection.c.case_no == asking.row["no"], objection.c.state == "open"
    )
    for row in asking.connection.execute(known.order_by(objection.c.no)):
        yield Line(row.no, row.no)


def _stages(asking: Asking, here: Standing) -> Iterator[Line]:
    for each in asking.definition.stages:
        yield Line(each.id, each.name or each.id)


def _items(asking: Asking, here: Standing) -> Iterator[Line]:
    """What this kind of assessment examines."""
    stage = next(
        each for each in asking.definition.stages if each.id == here.machine.states[here.state].stage
    )
    if isinstance(stage, Assessment):
        kind = asking.subject.facts.get("assessment_kind") or next(iter(stage.items), "")
        yield from (Line(each, each) for each in stage.items.get(kind, ()))


_LINES: Mapping[tuple[str, str], Callable[[Asking, Standing], Iterator[Line]]] = {
    ("materials", "records"): _papers,
    ("indicators", "records"): _figures,
    ("findings", "records"): _judged,
    ("items", "records"): _items,
    ("criterion", "text"): _criteria,
    ("objection", "text"): _objections,
    ("stage", "text"): _stages,
}
