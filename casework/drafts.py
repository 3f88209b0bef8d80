"""The draft of a list: begun with the first case that is selected onto it."""

from collections.abc import Iterator

from sqlalchemy import bindparam, select

from casework.facts import Asking
from casework.steps import Step
from casework.storage.holding import hold
from casework.storage.numbers import next_number
from casework.storage.prepared import Prepared
from models.tables import name_list
from statemachines.deciding import begin
from statemachines.subject import Command, Subject

__all__ = ["draft_list"]

_DRAFT = Prepared(
    select(name_list.c.no).where(
        name_list.c.round_no == bindparam("round_no"), name_list.c.name == bindparam("name"),
        name_list.c.state == "draft",
    )
)  # fmt: skip


def draft_list(asking: Asking, name: str) -> Iterator[Step]:
    """Begin a list of the round, where no draft of it is there yet."""
    hold(asking.connection, f"lists:{asking.row['round_no']}")
    if _DRAFT.first(asking.connection, round_no=asking.row["round_no"], name=name) is not None:
        return
    machine = asking.loaded.lists[name]
    number = (
        f"{asking.row['round_no']}-L{next_number(asking.connection, 'list:' + asking.row['round_no']):02}"
    )
    subject = Subject(f"list:{number}", "", 0, settings=asking.subject.settings)
    command = Command("open", asking.command.actor, asking.command.now)
    decision = begin(machine, subject, command, asking.service.calendar(asking.connection, ""))
    row = {
        "no": number, "programme": asking.loaded.programme.programme, "round_no": asking.row["round_no"], "name": name,
    }  # fmt: skip
    yield Step(decision, asking.loaded, row, is_new=True)
