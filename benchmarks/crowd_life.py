"""The invented life of one case of `standard`: its history with a chain that verifies, its deadlines and its timers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from calendars import Calendar, LastDay, Rule, Unit, as_record, day_of, last_day
from casework.record.chain import entry_hash
from models.types import canonical_json

__all__ = ["ENDS", "STAGES", "Life", "live"]

# State, working days it has (0 for no deadline), and the entry that leaves it: action, event, role.
STAGES: Sequence[tuple[str, int, str, str, str]] = (
    ("submission", 30, "submit", "submitted", "applicant"),
    ("prefecture_review", 10, "accept", "accepted", "prefecture"),
    ("province_review", 15, "accept", "accepted", "province"),
    ("scoring", 0, "freeze_panel", "panel_frozen", "province"),
    ("scoring.draw", 1, "draw_panel", "panel_drawn", "clock"),
    ("scoring.open", 10, "score", "scoring_completed", "experts"),
    ("site_check", 20, "pass_site_check", "site_check_passed", "province"),
    ("selection", 20, "select", "selected", "province"),
    ("publicity", 0, "publish", "published", "province"),
    ("publicity.open", 0, "close_publicity", "publicity_closed", "clock"),
    ("certification", 10, "certify", "certified", "province"),
)
# Result: the state it is left from, and the entry that does it.
ENDS: dict[str, tuple[str, str, str, str]] = {
    "certified": ("certification", "certify", "certified", "province"),
    "rejected": ("province_review", "reject", "rejected", "province"),
    "not_selected": ("selection", "leave_out", "left_out", "province"),
    "lapsed": ("submission", "expire", "lapsed", "clock"),
    "site_check_failed": ("site_check", "fail_site_check", "site_check_failed", "province"),
}
NAMES = [stage for stage, *_ in STAGES]
ENDED_BY_THE_CLOCK = ("submission", "scoring.draw")  # nobody is overdue there: the next sweep moves the case
RETURNED = "prefecture_review.returned"


@dataclass
class Life:
    """What one case leaves in the tables; the last entry tells state, version and head."""

    key: str
    people: dict[str, str]
    random: Random
    calendar: Calendar
    history: list[dict[str, Any]] = field(default_factory=list)
    deadlines: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    timers: list[dict[str, Any]] = field(default_factory=list)

    def enter(self, at: datetime, action: str, event: str, role: str, target: str) -> int:
        """Add an entry to the chain; returns its number."""
        last: dict[str, Any] = self.history[-1] if self.history else {"target": "", "hash": "", "seq": 0}
        entry = {
            "subject": self.key, "seq": last["seq"] + 1, "at": at, "action": action, "event": event,
            "actor": self.people.get(role, role), "acting_as": role, "os_user": "", "source": last["target"],
            "target": target, "payload": canonical_json({}), "previous": last["hash"],
        }  # fmt: skip
        self.history.append({**entry, "hash": entry_hash(entry)})
        return int(entry["seq"])

    def due(self, at: datetime, state: str, days: int, seq: int) -> dict[str, Any]:
        """Open the deadline of a state."""
        last, record = _counted(self.calendar, at.date(), days)
        row = {
            "subject": self.key, "rule": state, "occurrence": str(seq), "state": "met", "anchor": last.start,
            "last_day": last.day, "ends_at": last.ends_at, "provisional": False,
            "calendar_version": last.calendar_version, "trace": record["steps"],
            "definition": {"start": record["start"], "rule": record["rule"], "pauses": record["pauses"]},
        }  # fmt: skip
        self.deadlines.append(row)
        return row


@lru_cache(maxsize=100_000)
def _counted(calendar: Calendar, day: Any, days: int) -> tuple[LastDay, dict[str, Any]]:
    last = last_day(calendar, day, Rule(days, Unit.WORKING), allow_estimate=True)
    return last, as_record(last)


def live(life: Life, state: str, result: str | None, until: datetime, now: datetime) -> None:
    """Let a case come to a state by ``until``; with a ``result`` it ends there, else it has stood there since then."""
    passed = STAGES[: NAMES.index(state)]
    stays = [life.random.uniform(0.2, 1.1) * max(days, 3) * 1.4 for _, days, *_ in passed]
    here = life.random.uniform(1, 10) if result else 0.0
    at = until - timedelta(days=sum(stays) + here)
    life.enter(at, "open", "opened", "applicant", NAMES[0])
    for (here_state, days, action, event, role), stay in zip(passed, stays, strict=True):
        _stay(life, here_state, days, at, stay)
        at += timedelta(days=stay)
        life.enter(at, action, event, role, NAMES[NAMES.index(here_state) + 1])
    days = STAGES[len(passed)][1]
    seq = life.history[-1]["seq"]
    running = life.due(at, state, days, seq) if days else None
    if result:
        _, action, event, role = ENDS[result]
        life.enter(until, action, event, role, result)
    elif running is not None:
        _keep_running(life, running, now)


def _stay(life: Life, state: str, days: int, at: datetime, stay: float) -> None:
    """What happens in a state that is left again: a judgement, scores, a return for correction that stops the clock."""
    row = life.due(at, state, days, life.history[-1]["seq"]) if days else None
    moments = (at + timedelta(days=stay * part) for part in (0.2, 0.4, 0.6, 0.8))
    if state == "scoring.open":
        for moment in list(moments)[:2]:
            life.enter(moment, "score", "scored", "experts", state)
    elif state.endswith("_review"):
        if state == "prefecture_review" and row and life.random.random() < 0.15:
            _return(life, row, next(moments), next(moments))
        life.enter(at + timedelta(days=stay * 0.9), "judge", "judged", state.partition("_")[0], state)


def _return(life: Life, row: dict[str, Any], out: datetime, back: datetime) -> None:
    away = life.enter(out, "return_for_correction", "returned_for_correction", "prefecture", RETURNED)
    home = life.enter(back, "resubmit", "resubmitted", "applicant", row["rule"])
    row["revision"] = 2
    for revision, kind, seq, at in ((1, "paused", away, out), (2, "resumed", home, back)):
        life.changes.append(
            {
                "subject": life.key, "rule": row["rule"], "occurrence": row["occurrence"], "revision": revision,
                "kind": kind, "on_day": day_of(at), "seq": seq, "before_day": row["last_day"],
                "after_day": row["last_day"] if kind == "resumed" else None,
            }
        )  # fmt: skip


def _keep_running(life: Life, row: dict[str, Any], now: datetime) -> None:
    """The last deadline runs, with its timers; or it has passed, and an entry of the clock says so."""
    urged = row["ends_at"] <= now and row["rule"] not in ENDED_BY_THE_CLOCK
    row["state"] = "expired" if urged else "running"
    if urged:
        life.enter(row["ends_at"], "expire", "overdue", "clock", row["rule"])
    life.timers += _timers(row, now)


def _timers(row: dict[str, Any], now: datetime) -> Iterator[dict[str, Any]]:
    for name, action, before in (("-2 workdays", "remind", 2), ("expire", "expire", 0)):
        due = row["ends_at"] - timedelta(days=before)
        fired = due <= now
        yield {
            "subject": row["subject"], "rule": f"{row['rule']}:{name}", "occurrence": f"{row['occurrence']}.0",
            "deadline_rule": row["rule"], "action": action, "due_at": due,
            "late": "collapse" if before else "always",
            "state": "fired" if fired else "pending", "fired_at": due if fired else None,
        }  # fmt: skip
