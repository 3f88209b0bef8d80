"""Contributions and joint applicants, written down."""

from casework.effects.life import asking_of
from casework.facts.together import contributed, signed
from casework.rights.mandates import acting_for
from casework.steps import Writing
from casework.storage.prepared import inserting
from models.tables import case_party, contribution
from statemachines.effects import Effect

__all__ = ["contribute", "join_parties"]

_NEW, _PARTY = inserting(contribution), inserting(case_party)


def contribute(writing: Writing, effect: Effect) -> None:
    """Record what was done for each organisation that the actor stands for, at this visit of the stage."""
    asking, stage, kind = asking_of(writing), effect.settings["stage"], effect.settings["kind"]
    entry = writing.step.decision.entry
    whose = acting_for(
        writing.connection,
        writing.step.loaded.programme,
        entry.acting_as,
        writing.case,
        writing.actor,
        asking.today,
    )
    before = signed(asking, stage) if kind == "signature" else contributed(asking, stage)
    row = {
        "case_no": writing.case["no"], "stage": stage, "visit": asking.visits(stage), "kind": kind,
        "at": writing.now, "payload": dict(entry.payload),
    }  # fmt: skip
    _NEW.run_many(writing.connection, [{**row, "contributor": code} for code in whose if code not in before])


def join_parties(writing: Writing, effect: Effect) -> None:
    """Write down who applies together with the applicant of a new case."""
    rows = [
        {"case_no": writing.case["no"], "role": each.role, "organisation_code": each.code}
        for each in writing.case["partners"]
    ]
    _PARTY.run_many(writing.connection, rows)
