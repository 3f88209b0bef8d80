"""What an action asks for, ready to be filled in: each field with what it is called, its choices, its lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from casework.asked import Asked
from casework.cases import subject_of
from casework.facts import Asking
from casework.service import Service
from casework.steps import kind_of
from casework.views.case import name_of_state
from casework.views.forms.form_lines import Line, lines_of
from casework.views.standing import Standing, standing
from statemachines.machine import Field
from statemachines.refusals import NotDeclared, NotYours
from statemachines.subject import Command, Subject
from statemachines.words import action_word, field_word

__all__ = ["ActionForm", "FormField", "form_of"]


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of an action; ``lines`` are its choices, or what it asks for one by one. Texts are 中文 / English."""

    name: str
    label: str
    kind: str
    required: bool
    help: str
    lines: tuple[Line, ...] = ()
    default: str = ""  # what holds where nothing is chosen, empty for nothing


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
    lines = lines_of(asking, here, declared) if kind_of(here.key) == "case" else ()
    lines = lines or tuple(Line(each, each) for each in declared.choices)
    return FormField(
        declared.name, declared.label or field_word(declared.name, declared.kind), declared.kind, declared.required,
        declared.help, lines,
    )  # fmt: skip
