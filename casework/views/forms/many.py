"""Many cases at once: which of them somebody may see, and which actions their states have in common for that person."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from calendars import day_of
from casework.asked import Asked
from casework.rights.joint import partners_of_open_cases
from casework.rights.mandates import grants_of, roles_on
from casework.rights.sight import Sight
from casework.service import Service
from casework.views.case import name_of_state
from casework.views.cases import CaseRow, rows_of
from casework.views.filtering import CaseFilter
from casework.views.forms.forms import ActionForm
from models.tables import case_file
from statemachines.machine import Procedure

__all__ = ["ManyCases", "MayDo", "in_common", "many_cases"]

ALONE = frozenset({"records"})  # kinds of fields in which something is said of one case alone
ALONE_BY_ACTION = ("find_", "withdraw")  # an accusation, and a wish, are about one case
ALONE_BY_NAME = frozenset({"objection", "criterion", "score"})


@dataclass(frozen=True, slots=True)
class MayDo:
    """An action open to the person on ``count`` of the cases chosen; ``first`` is the number of one of them."""

    action: str
    count: int
    first: str


@dataclass(frozen=True, slots=True)
class ManyCases:
    """Cases chosen for one action, in the order of their numbers, and the actions that may be taken on them.

    ``actions`` begins with those that are open on the most of them; ``state_names`` has every state of their
    procedures, 中文 / English.
    """

    cases: tuple[CaseRow, ...]
    actions: tuple[MayDo, ...]
    state_names: Mapping[str, str]

    def get(self, action: str) -> MayDo | None:
        """The action of that name, where it may be taken on any of them."""
        return next((each for each in self.actions if each.action == action), None)


def many_cases(service: Service, numbers: Sequence[str], asked: Asked, sight: Sight) -> ManyCases:
    """The cases of these numbers that may be seen, with what the person may do with them now.

    Actions that say something of one case alone (papers, figures, a score, an accusation) are left out, since what is
    filled in once would be said of all.
    """
    wanted = tuple(dict.fromkeys(numbers))
    with service.store.reading() as connection:
        rows = rows_of(service, connection, CaseFilter(nos=wanted), asked.now, sight=sight) if wanted else ()
        open_to: Counter[str] = Counter()
        first: dict[str, str] = {}
        names: dict[str, str] = {}
        for number, machine, actions in _open(service, connection, [each.no for each in rows], asked):
            names |= {state.id: name_of_state(state) for state in machine.states.values()}
            for action in actions:
                open_to[action] += 1
                first.setdefault(action, number)
    found = tuple(MayDo(action, count, first[action]) for action, count in open_to.most_common())
    return ManyCases(rows, found, names)


def _open(
    service: Service, connection: Connection, numbers: Sequence[str], asked: Asked
) -> Iterator[tuple[str, Procedure, list[str]]]:
    """Each case with its machine and the actions of its state that are open to the person's roles on it."""
    known = select(case_file).where(case_file.c.no.in_(numbers)).order_by(case_file.c.no)
    rows = connection.execute(known).mappings().all()
    programmes = {str(row["programme"]) for row in rows}
    grants = {each: grants_of(connection, each, asked.person, day_of(asked.now)) for each in programmes}
    joint = {each: partners_of_open_cases(connection, each) for each in programmes}
    for row in rows:
        loaded = service.definition(connection, row["definition_digest"])
        parties: dict[str, Any] = {**row, "partners": joint[row["programme"]].get(row["no"], ())}
        roles = roles_on(loaded.programme, grants[row["programme"]], parties)
        machine = loaded.procedures[row["procedure"]]
        every = machine.open_to(row["state"], roles)
        yield row["no"], machine, [each for each in every if _alike(machine, row["state"], each, roles)]


def _alike(machine: Procedure, state: str, action: str, roles: frozenset[str]) -> bool:
    """Whether what an action asks for can be said of many cases in the same words."""
    if action.startswith(ALONE_BY_ACTION):
        return False
    mine = [way for way in machine.actions(state)[action] if not roles.isdisjoint(way.by)]
    fields = [field for way in mine for field in way.fields if field.required]
    return not any(field.kind in ALONE or field.name in ALONE_BY_NAME for field in fields)


def in_common(found: ActionForm) -> ActionForm:
    """The form of an action without what could be said of one case alone."""
    fields = tuple(each for each in found.fields if each.kind not in ALONE and each.name not in ALONE_BY_NAME)
    return replace(found, fields=fields)
