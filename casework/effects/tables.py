"""Tables handed in, written down as revisions; their drafts are gone."""

from casework.handed_in.table_rows import Handed, drop_draft, put_handed
from casework.handed_in.tabling import TAKEN
from casework.refused import Conflict
from casework.steps import Writing
from statemachines.effects import Effect

__all__ = ["record_tables"]


def record_tables(writing: Writing, effect: Effect) -> None:
    """Record the tables that the action takes over. Raises Conflict where a draft was saved anew just now."""
    for each in writing.step.found.get(TAKEN, ()):
        draft, number = each.draft, writing.case["no"]
        if not drop_draft(writing.connection, number, draft.table_id, draft.version):
            raise Conflict(writing.step.key, writing.step.decision.subject.version)
        procedure = writing.step.loaded.procedures[writing.case["procedure"]]
        stage = procedure.states[writing.step.decision.entry.source].stage
        put_handed(
            writing.connection,
            number,
            Handed(
                draft.table_id, each.revision, list(each.checked.rows), each.checked.as_of, each.digest, stage,
                writing.seq, writing.actor, writing.now,
            ),
        )  # fmt: skip
