"""Sealed scores: the rows fit their digests, the digests stand in the histories, and so does what was unsealed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from casework.auditing.report import Notes
from casework.panels.sealed_score import SealedScore
from casework.record.chain import digest
from models.tables import panel, score

__all__ = ["check_scores", "scores_of"]


def scores_of(connection: Connection, subjects: Sequence[str]) -> dict[str, list[Any]]:
    """The scores of these cases, by subject."""
    numbers = [subject.partition(":")[2] for subject in subjects if subject.startswith("case:")]
    known = select(score, panel.c.case_no).join(panel, panel.c.no == score.c.panel_no)
    found: dict[str, list[Any]] = {}
    for row in connection.execute(known.where(panel.c.case_no.in_(numbers))):
        found.setdefault(f"case:{row.case_no}", []).append(row)
    return found


def check_scores(subject: str, rows: Sequence[Any], seen: Sequence[Mapping[str, Any]], notes: Notes) -> None:
    """Note scores that do not give the digest that the history sealed, and unsealed ones that do not."""
    sealed = [(each["actor"], each["payload"].get("sealed")) for each in seen if "sealed" in each["payload"]]
    for row in rows:
        notes.count("scores")
        if SealedScore(row.value, row.salt, row.points).digest != row.digest:
            notes.fault("score", subject, f"the score of {row.person_no} does not fit its digest")
        if (row.person_no, row.digest) not in sealed:
            notes.fault(
                "score", subject, f"the score of {row.person_no} is not the one that the history sealed"
            )
    kept = {(row.person_no, row.digest) for row in rows}
    for person, held in sealed:
        if (person, held) not in kept:
            notes.fault("score", subject, f"the score that {person} sealed is gone")
    _check_unsealed(subject, sealed, seen, notes)


def _check_unsealed(
    subject: str, sealed: Sequence[tuple[str, Any]], seen: Sequence[Mapping[str, Any]], notes: Notes
) -> None:
    for each in seen:
        for person, (salt, value) in each["payload"].get("unsealed", {}).items():
            if (person, digest(f"{salt}{value}")) not in sealed:
                where = f"{subject} entry {each['seq']}"
                notes.fault("score", where, f"what was unsealed for {person} was not sealed before")
