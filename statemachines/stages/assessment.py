"""Assessment (考评) of a title: grades, rectification (整改) with acceptance, and the two roads to its removal."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Setting
from pydantic import model_validator

from statemachines.definition.base import Identifier, Sourced
from statemachines.definition.selector import selector_fact
from statemachines.definition.stage import Stage
from statemachines.definition.time import Due
from statemachines.definition.values import Value
from statemachines.effects import Effect
from statemachines.fragments import Fragment, Scope, outcome
from statemachines.machine import End, Field, LetterRule, State, Transition
from statemachines.stages.removal import Removal, removal_fragment
from statemachines.stages.review import OPINION, REASON

__all__ = ["Assessment", "Rectification", "Running"]


class Rectification(Sourced):
    """The order to rectify: who, within what time (asked with each order), who accepts it."""

    by: Identifier
    within: Value[Due]
    accepted_by: Identifier


class Running(Sourced):
    """So many failed results in a row lead to removal; ``rectified_resets`` forgets a failure once rectified (A1-5)."""

    failures: int = Setting(default=2, ge=2, le=5)
    rectified_resets: Value[bool]


class Assessment(Stage):
    """``items`` lists what each kind of assessment examines; only the kind named by ``counts`` has consequences.

    Where no grade leads to ``rectify`` nothing follows for the title, and there is nothing to say of rectification.
    """

    kind: Literal["assessment"] = "assessment"
    items: dict[str, tuple[str, ...]]
    counts: str
    grades: dict[str, Literal["confirm", "rectify"]]
    rectification: Rectification | None = None
    running: Running | None = None
    removal: Removal | None = None

    @model_validator(mode="after")
    def _consequences(self) -> Assessment:
        given = [part is not None for part in (self.rectification, self.running, self.removal)]
        if not all(given) and (any(given) or "rectify" in self.grades.values()):
            raise ValueError("a grade that leads to rectify needs 'rectification', 'running' and 'removal'")
        return self

    def plan(self, scope: Scope) -> Fragment:
        """Grading; where a grade has consequences, also rectification, acceptance and the states of removal."""
        here = scope.state(self, owner=self.by.given, due=scope.due(self))
        if self.rectification and self.removal:
            return self._with_consequences(here, self.rectification, self.removal, scope)
        ends = {"confirmed": End("confirmed", "kept"), "noted": End("noted", "kept")}
        if len(self.items) == 1:
            ends.pop("noted")
        grades = frozenset(f"payload.grade={grade}" for grade in self.grades)
        ways = self._grading(here.id, "", "", scope.applicant)
        return Fragment((here,), ways, ends, {}, (grades,))

    def _with_consequences(
        self, here: State, rectification: Rectification, removing: Removal, scope: Scope
    ) -> Fragment:
        work = scope.state(
            self, "rectification", name="整改 / rectification", owner=rectification.by,
            due=scope.due(
                self, "rectification", value=rectification.within, late="proceed", field="rectification.within",
            ),
        )  # fmt: skip
        accept = scope.state(
            self, "acceptance", name="整改验收 / acceptance", owner=rectification.accepted_by,
            waits="整改验收 / acceptance is being arranged",
        )  # fmt: skip
        removal = removal_fragment(removing, self, scope)
        out = removal.states[0].id
        ways = (
            *self._grading(here.id, work.id, out, rectification.by),
            *self._rectifying(rectification, work.id, accept.id, out),
        )
        ends = {
            "confirmed": End("confirmed", "kept"),
            "rectified": End("rectified", "kept"),
            "noted": End("noted", "kept"),
        }
        if len(self.items) == 1:
            ends.pop("noted")
        return Fragment(
            (here, work, accept, *removal.states),
            (*ways, *removal.transitions),
            {**ends, **removal.ends},
            {work.id: accept.id, **removal.expiry},
            (frozenset(f"payload.grade={grade}" for grade in self.grades),),
        )

    def _grading(self, here: str, work: str, out: str, told: str) -> tuple[Transition, ...]:
        counts = {selector_fact({"assessment_kind": (self.counts,)}): True} if len(self.items) > 1 else {}
        running = f"failures_running:{self.running.failures if self.running else 0}"
        ways = []
        for grade, leads in self.grades.items():
            this = {f"payload.grade={grade}": True, **counts}
            if leads == "confirm":
                passed = LetterRule("assessment_passed", (told,))
                ways.append(self._grade("confirmed", here, outcome("confirmed"), passed, this, failed=False))
            else:
                once, again = {**this, running: False}, {**this, running: True}
                ordered, heard = (
                    LetterRule(name, (told,)) for name in ("rectification_ordered", "hearing_invited")
                )
                ways.append(self._grade("failed", here, work, ordered, once, failed=True))
                ways.append(self._grade("failed_twice_running", here, out, heard, again, failed=True))
        if counts:
            other = dict.fromkeys(counts, False)
            noted = LetterRule("assessment_noted", (told,))
            ways.append(self._grade("noted", here, outcome("noted"), noted, other, failed=None))
        return tuple(ways)

    def _grade(
        self,
        event: str,
        here: str,
        target: str,
        letter: LetterRule,
        when: dict[str, bool],
        *,
        failed: bool | None,
    ) -> Transition:
        fields = (
            Field("grade", "choice", choices=tuple(self.grades), help="考评等次 / the grade"),
            Field("items", "records", required=False, help="各项情况 / item, finding"),
            OPINION,
        )
        return Transition(
            "grade", event, here, target, (self.by.given,), fields, when=when,
            effects=(Effect("grade_assessment", {"failed": failed}),),
            letters=(letter,), origin=self.source,
        )  # fmt: skip

    def _rectifying(
        self, rectification: Rectification, work: str, accept: str, out: str
    ) -> tuple[Transition, ...]:
        report = Field("report", "personal", help="整改情况 / what was put right")
        body = (rectification.accepted_by,)
        return (
            Transition(
                "report_rectification", "rectification_reported", work, accept, (rectification.by,), (report,),
                effects=(Effect("report_rectification"),), letters=(LetterRule("action_needed", body),),
                origin=rectification.source or self.source,
            ),
            Transition(
                "accept_rectification", "rectification_accepted", accept, outcome("rectified"), body, (OPINION,),
                effects=(Effect("settle_rectification", {"accepted": True}),),
                letters=(LetterRule("rectification_accepted", (rectification.by,)),), origin=self.source,
            ),
            Transition(
                "refuse_rectification", "rectification_refused", accept, out, body, (REASON,),
                effects=(Effect("settle_rectification", {"accepted": False}),),
                letters=(LetterRule("rectification_refused", (rectification.by,)),), origin=self.source,
            ),
        )  # fmt: skip
