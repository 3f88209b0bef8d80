"""Draws of experts, repeated: the pool is the one frozen, the seed the first seal after it, the order that of both."""

from typing import Any

from sqlalchemy import Connection, select

from calendars import day_of
from casework.auditing.report import Notes
from models.tables import history, panel, panel_member, seal
from statemachines.draw import draw_order, frozen_pool, pool_digest

__all__ = ["check_panels"]


def check_panels(connection: Connection, notes: Notes, case_no: str = "") -> None:
    """Note every panel whose draw cannot be repeated, of one case or of all."""
    known = select(panel).order_by(panel.c.no)
    for row in connection.execute(known.where(panel.c.case_no == case_no) if case_no else known).yield_per(
        100
    ):
        notes.count("panels")
        where = f"panel {row.no}"
        if list(frozen_pool(row.pool)) != row.pool:
            notes.fault("panel", where, "its pool is not in the order it is frozen in")
        _check_pool(connection, row, where, notes)
        if row.state != "frozen":
            _check_seed(connection, row, where, notes)
            _check_places(connection, row, where, notes)


def _check_pool(connection: Connection, row: Any, where: str, notes: Notes) -> None:
    """The pool is the one whose digest an entry of the case holds since the freeze."""
    told = f'"pool":"{pool_digest(row.pool)}"'
    entries = select(history.c.seq).where(
        history.c.subject == f"case:{row.case_no}",
        history.c.event == "panel_frozen",
        history.c.payload.contains(told),
    )
    if connection.execute(entries).first() is None:
        notes.fault("panel", where, "its pool is not the one that the history froze")


def _check_seed(connection: Connection, row: Any, where: str, notes: Notes) -> None:
    after = (
        select(seal.c.day, seal.c.digest)
        .where(
            seal.c.day >= day_of(row.frozen_at)
        )  # the seal of an earlier day binds what was there to be read
        .order_by(seal.c.day)
        .limit(1)
    )
    first = connection.execute(after).one_or_none()
    if first is None or (first.day, first.digest) != (row.seal_day, row.seed):
        notes.fault("panel", where, "its seed is not the digest of the first seal after the freeze")


def _check_places(connection: Connection, row: Any, where: str, notes: Notes) -> None:
    members = select(panel_member.c.person_no).where(
        panel_member.c.panel_no == row.no, panel_member.c.place > 0
    )
    order = tuple(connection.execute(members.order_by(panel_member.c.place)).scalars())
    if not row.seed or order != draw_order(row.pool, row.seed):
        notes.fault("panel", where, "the order of its members is not the one that pool and seed give")
