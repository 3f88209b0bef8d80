"""What may be done with a subject now: the actions open to a person, what each asks for and what stands in its way."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from casework.asked import Asked
from casework.facts import Answers, Asking
from casework.rights.offered import offered
from casework.service import Service
from casework.views.standing import Standing, standing
from statemachines.deciding import is_pure
from statemachines.machine import Transition
from statemachines.subject import Command, Subject
from statemachines.words import action_word

__all__ = ["FieldLine", "OpenAction", "actions_of", "open_actions", "open_to"]

IN_THE_PAYLOAD = (
    "materials_complete", "window_allowed", "waiver_allowed", "received_on_possible", "issue_possible",
    "award_allowed", "elsewhere_told", "paid_on_possible",
)  # depends on what is given with it  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldLine:
    """What an action asks of the actor: a field, its kind, its choices and what it means."""

    name: str
    kind: str
    required: bool
    choices: tuple[str, ...]
    help: str


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action of the present state.

    ``by`` are the roles that may take it, ``via`` is the kind of subject that carries it, None for none. ``hindered``
    says what has to be mended first, as the refusal would say it; empty where nothing is known to hinder.
    """

    action: str
    name: str
    by: tuple[str, ...]
    leads_to: tuple[str, ...]
    fields: tuple[FieldLine, ...]
    via: str | None = None
    hindered: tuple[str, ...] = ()


def actions_of(standing: Standing) -> tuple[OpenAction, ...]:
    """Every declared action of the state of a subject, whoever may take it."""
    return tuple(_action(action, ways) for action, ways in standing.machine.actions(standing.state).items())


def _action(action: str, ways: tuple[Transition, ...]) -> OpenAction:
    fields = {field.name: field for way in ways for field in way.fields}
    return OpenAction(
        action,
        action_word(action, ""),
        tuple(dict.fromkeys(role for way in ways for role in way.by)),
        tuple(dict.fromkeys(way.target for way in ways if way.target)),
        tuple(FieldLine(f.name, f.kind, f.required, f.choices, f.help) for f in fields.values()),
        next((way.via for way in ways if way.via), None),
    )


def open_actions(
    service: Service, connection: Connection, standing: Standing, subject: Subject, asked: Asked
) -> tuple[OpenAction, ...]:
    """The actions that a person may take on a subject now, with what is known to hinder each.

    Raises NotFound for an unknown person.
    """
    command = asked.command(connection, standing.loaded, standing.parties)
    procedure = standing.row.get("procedure", "")
    asking = Asking(connection, service, standing.loaded, procedure, subject, standing.row, command)
    allowed = offered(
        asking, standing.machine, standing.machine.open_to(standing.state, command.actor.acts_as)
    )
    return tuple(
        replace(each, hindered=tuple(_hindered(asking, standing, each.action)))
        for each in actions_of(standing)
        if each.action in allowed
    )


def open_to(service: Service, subject: str, asked: Asked) -> tuple[OpenAction, ...]:
    """The actions that a person may take now on a list, a title, a round or a programme, by its key (`list:NO`).

    Raises NotFound where there is no such subject or person, BadInput for what is no subject.
    """
    with service.store.reading() as connection:
        here = standing(service, connection, subject)
        found = Subject(here.key, here.state, here.row["version"])
        return open_actions(service, connection, here, found, asked)


def _hindered(asking: Asking, standing: Standing, action: str) -> Iterator[str]:
    """The needs of every way of an action that fail already now; what a payload may mend is left to the decision."""
    ways = standing.machine.actions(standing.state)[action]
    mine = [way for way in ways if not asking.command.actor.acts_as.isdisjoint(way.by)]
    command = Command(action, asking.command.actor, asking.command.now)
    found = Answers(replace(asking, command=command))
    for need in dict.fromkeys(need for way in mine for need in way.needs):
        known = not is_pure(need.fact) and not need.fact.startswith(IN_THE_PAYLOAD)
        if known and all(need in way.needs for way in mine) and not found[need.fact]:
            yield need.otherwise
