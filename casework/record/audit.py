"""The record proves itself: every hash computed anew, every history replayed, seals, draws, scores and timers checked.

Nothing but the database is asked, within one reading; memory does not grow with it. What an audit cannot see is a
record rewritten from some day on as a whole: against that the daily seals are sent outside.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from sqlalchemy import Connection, select

from casework.auditing.hanging import check_definitions, check_hand_overs, check_letters, check_tasks
from casework.auditing.panels import check_panels
from casework.auditing.report import AuditFault, AuditReport, Notes
from casework.auditing.scores import check_scores, scores_of
from casework.auditing.seals import check_seals
from casework.auditing.subjects import known_subjects, subjects_without_history
from casework.auditing.tables import check_tables
from casework.auditing.timers import check_timers, timers_of
from casework.auditing.walking import walk
from casework.refused import NotFound
from casework.service import Service
from models.tables import history, personal_text

__all__ = ["AuditFault", "AuditReport", "verify"]

AT_ONCE = 200  # subjects whose rows, texts and timers are held in memory


def verify(
    service: Service, subject: str | None = None, *, progress: Callable[[int], None] | None = None
) -> AuditReport:
    """Check the whole record, or that of one subject; ``progress`` hears of the entries so far.

    For one subject its history, row, personal text, timers, scores, panels and letters are checked; for the whole
    record also seals, definitions and tasks. Raises NotFound for a subject that has no history.
    """
    notes = Notes(progress)
    with service.store.reading() as connection:
        if subject is not None:
            _require(connection, subject)
            _check_histories(service, connection, [subject], notes)
            check_letters(connection, notes, subject)
            if subject.startswith("case:"):
                check_panels(connection, notes, subject.partition(":")[2])
                check_tables(connection, notes, subject.partition(":")[2])
            return notes.report()
        for piece in _pieces(connection):
            _check_histories(service, connection, piece, notes)
        for each in subjects_without_history(connection):
            notes.fault("head", each, "it has a row, and no history")
        check_seals(connection, notes)
        check_panels(connection, notes)
        check_tables(connection, notes)
        check_letters(connection, notes)
        check_tasks(connection, notes)
        check_hand_overs(connection, notes)
        check_definitions(connection, notes)
    return notes.report()


def _require(connection: Connection, subject: str) -> None:
    if connection.execute(select(history.c.seq).where(history.c.subject == subject).limit(1)).first() is None:
        raise NotFound(
            "history of", subject, "; write case:NO, list:NO, title:NO, round:NO, programme:ID or register"
        )


def _pieces(connection: Connection) -> Iterator[list[str]]:
    """All subjects that have a history, piece by piece."""
    names = select(history.c.subject).distinct().order_by(history.c.subject).limit(AT_ONCE)
    piece = list(connection.execute(names).scalars())
    while piece:
        yield piece
        piece = list(connection.execute(names.where(history.c.subject > piece[-1])).scalars())


def _check_histories(service: Service, connection: Connection, subjects: Sequence[str], notes: Notes) -> None:
    known = known_subjects(service, connection, subjects)
    timers, scores = timers_of(connection, subjects), scores_of(connection, subjects)
    texts: dict[tuple[str, int], list[object]] = {}
    for text in connection.execute(select(personal_text).where(personal_text.c.subject.in_(subjects))):
        texts.setdefault((text.subject, text.seq), []).append(text)
    entries = (
        select(history).where(history.c.subject.in_(subjects)).order_by(history.c.subject, history.c.seq)
    )
    rows = connection.execute(entries).yield_per(500)
    for subject, its_rows in groupby(rows, key=lambda row: row.subject):
        seen = walk(subject, its_rows, texts, known.get(subject), notes)
        check_timers(subject, timers.get(subject, ()), seen, known.get(subject), notes)
        check_scores(subject, scores.get(subject, ()), seen, notes)
