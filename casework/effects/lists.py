"""Lists, their entries and objections, written down."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from calendars import day_of
from casework.effects.life import asking_of
from casework.facts.publicity import list_of
from casework.refused import BadInput, Inconsistent
from casework.steps import Writing
from casework.storage.numbers import next_number
from casework.storage.prepared import Prepared, inserting
from models.tables import list_entry, name_list, objection
from statemachines.effects import Effect

__all__ = [
    "add_to_list",
    "close_entries",
    "drop_from_list",
    "open_window",
    "publish_entries",
    "record_objection",
    "settle_objection",
]


_DRAFT = Prepared(
    select(name_list.c.no).where(
        *(name_list.c[name] == bindparam(name) for name in ("programme", "round_no", "name")),
        name_list.c.state == "draft",
    )
)
_NEW_ENTRY = inserting(list_entry)


def add_to_list(writing: Writing, effect: Effect) -> None:
    """Enter the case on the draft of the round's list; the plan of the action has begun the list where need be."""
    of = {"programme": writing.case["programme"], "round_no": writing.case["round_no"]}
    number = _DRAFT.value(writing.connection, **of, name=effect.settings["list"])
    if number is None:
        raise Inconsistent(f"{writing.step.key}: there is no draft of the list “{effect.settings['list']}”")
    rank = _rank(writing.payload.get("rank"))
    _NEW_ENTRY.run(writing.connection, list_no=number, case_no=writing.case["no"], rank=rank, state="draft")


def _rank(raw: str | None) -> int | None:
    if raw is None:
        return None
    value = Decimal(raw)
    if value < 1 or value != value.to_integral_value():
        raise BadInput(f"'rank' is {raw}; write a whole number from 1")
    return int(value)


def drop_from_list(writing: Writing, effect: Effect) -> None:
    """Take the case off its list, if it stands on one; the others on it go on. What was objected to is settled."""
    _set_entry(writing, "dropped")
    _settle(writing, objection.c.state == "open", met=False)


def _set_entry(writing: Writing, state: str) -> None:
    number = list_of(asking_of(writing))
    this = list_entry.c.list_no == number, list_entry.c.case_no == writing.case["no"]
    writing.connection.execute(update(list_entry).where(*this).values(state=state))


def record_objection(writing: Writing, effect: Effect) -> None:
    """Record an objection, which holds the entry; its words are personal text of the history entry."""
    number = next_number(writing.connection, f"objection:{writing.case['programme']}")
    row = {
        "no": f"{writing.case['programme']}-O{number:04}", "list_no": list_of(asking_of(writing)),
        "case_no": writing.case["no"], "received_at": writing.now,
    }  # fmt: skip
    writing.connection.execute(insert(objection), row)
    _set_entry(writing, "held")


def settle_objection(writing: Writing, effect: Effect) -> None:
    """Settle an objection by whether the case still meets the conditions (P4.18); free the entry where it does."""
    this = (
        objection.c.no == writing.payload["objection"],
        objection.c.state == "open",
    )
    met = effect.settings["met"]
    if _settle(writing, *this, met=met) != 1:
        raise BadInput(f"no open objection “{writing.payload['objection']}” to {writing.case['no']}")
    if met and writing.step.decision.moved:
        _set_entry(
            writing, "published" if writing.step.decision.entry.target.endswith(".open") else "cleared"
        )


def _settle(writing: Writing, *which: Any, met: bool) -> int:
    settled = {"state": "settled", "conditions_met": met, "settled_at": writing.now}
    these = update(objection).where(objection.c.case_no == writing.case["no"], *which)
    return writing.connection.execute(these.values(**settled)).rowcount


def open_window(writing: Writing, effect: Effect) -> None:
    """Record place, day and window of a list that is published or corrected."""
    last = next(change.last for change in writing.step.decision.deadlines if change.kind == "opened")
    assert last is not None
    given = writing.payload
    counted = [step.day for step in last.steps if step.counted]
    first = given.get("window_first") or (counted[0] if counted else last.day)
    published = given.get("published_on")
    row = {
        "place": given.get("place") or writing.step.row["place"] or place_of(writing),
        "published_on": date.fromisoformat(published) if published else day_of(writing.now),
        "window_first": date.fromisoformat(first) if isinstance(first, str) else first,
        "window_last": last.day, "closes_at": last.ends_at,
    }  # fmt: skip
    writing.connection.execute(
        update(name_list).where(name_list.c.no == writing.step.row["no"]).values(**row)
    )


def place_of(writing: Writing) -> str:
    """Where the definition, or the round, says that lists are published."""
    stage = next(
        stage
        for procedure in writing.step.loaded.programme.procedures.values()
        for stage in procedure.stages
        if stage.kind == "publicity" and getattr(stage, "list", None) == writing.step.row["name"]
    )
    where = stage.where  # type: ignore[attr-defined]
    if where.ask is None:
        return str(where.given)
    key = next(key for key in writing.step.decision.subject.settings if key.endswith(f".{stage.id}.where"))
    return str(writing.step.decision.subject.settings[key])


def publish_entries(writing: Writing, effect: Effect) -> None:
    """Freeze the list: every entry is in public from now on."""
    this = list_entry.c.list_no == writing.step.row["no"], list_entry.c.state == "draft"
    writing.connection.execute(update(list_entry).where(*this).values(state="published"))


def close_entries(writing: Writing, effect: Effect) -> None:
    """The window is over: entries that no objection holds are cleared."""
    this = list_entry.c.list_no == writing.step.row["no"], list_entry.c.state == "published"
    writing.connection.execute(update(list_entry).where(*this).values(state="cleared"))
