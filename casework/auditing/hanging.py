"""What hangs on entries: letters, tasks, and the definitions that all histories rest on."""

from sqlalchemy import Connection, select

from casework.auditing.report import Notes
from casework.record.chain import digest
from models.tables import definition_text, hand_over, history, letter, seal, task

__all__ = ["check_definitions", "check_hand_overs", "check_letters", "check_tasks"]


def check_letters(connection: Connection, notes: Notes, subject: str = "") -> None:
    """Note letters that no history entry and no seal has caused."""
    seals = frozenset(
        connection.execute(select(seal.c.digest)).scalars()
    )  # one a day; no index leads to a digest
    caused = select(history.c.hash).where(history.c.hash == letter.c.entry).exists()
    known = select(
        letter.c.subject, letter.c.template, letter.c.recipient, letter.c.entry, caused.label("caused")
    )
    mine = known.where(letter.c.subject == subject) if subject else known
    for row in connection.execute(mine).yield_per(500):
        notes.count("letters")
        if not row.caused and row.entry not in seals:
            what = f"the letter {row.template} to {row.recipient} hangs on no entry and no seal"
            notes.fault("letter", row.subject, what)


def check_tasks(connection: Connection, notes: Notes) -> None:
    """Note tasks that no entry of the register has opened or closed."""
    entries = select(history.c.seq).where(history.c.subject == "register")
    opened = entries.where(history.c.seq == task.c.opened_seq, history.c.event == "task_opened")
    shut = entries.where(history.c.seq == task.c.closed_seq, history.c.event == "task_closed")
    known = select(task.c.no, opened.exists(), task.c.closed_seq.is_(None) | shut.exists())
    for number, was_opened, was_closed in connection.execute(known).yield_per(500):
        notes.count("tasks")
        if not (was_opened and was_closed):
            notes.fault("task", f"task {number}", "no entry of the register opened or closed it")


def check_hand_overs(connection: Connection, notes: Notes) -> None:
    """Note hand-overs that no entry of the register has given, or ended."""
    entries = select(history.c.seq).where(history.c.subject == "register")
    given = entries.where(history.c.seq == hand_over.c.given_seq, history.c.event == "handed_over")
    ended = entries.where(history.c.seq == hand_over.c.ended_seq, history.c.event == "taken_back")
    known = select(hand_over.c.no, given.exists(), hand_over.c.ended_seq.is_(None) | ended.exists())
    for number, was_given, was_ended in connection.execute(known):
        notes.count("hand-overs")
        if not (was_given and was_ended):
            notes.fault("hand_over", f"hand-over {number}", "no entry of the register gave or ended it")


def check_definitions(connection: Connection, notes: Notes) -> None:
    """Note definitions whose text is not the one that their digest names."""
    for row in connection.execute(select(definition_text)).yield_per(10):
        notes.count("definitions")
        if digest(f"{row.text}\0{row.sources}") != row.digest:
            notes.fault(
                "definition", f"definition {row.digest[:12]} of {row.programme}", "its text was changed"
            )
