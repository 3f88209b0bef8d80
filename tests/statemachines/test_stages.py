"""What each kind of stage adds to a machine: who may do what, where it leads, and when."""

from typing import get_args

import pytest

from statemachines.stages import AnyStage
from tests.trial import PUBLICITY, SCORING, STANDING, procedure, told


def ways(stage: str) -> list[str]:
    """The ways that the stage itself adds."""
    machine = procedure(stage)
    return [
        told(way)
        for way in machine.transitions
        if machine.states[way.source].stage != "last" and way.action not in STANDING
    ]


KINDS = {
    "submission": (
        "s: {kind: submission, by: firm, to: city, due: 2025-06-20}",
        ["firm: provide, s → stays", "firm: submit, s → last"],
    ),
    "review": (
        "s: {kind: review, by: city, due: 5 days}",
        ["city: accept, s → last", "city: reject, s → rejected"],
    ),
    "review that may return a case": (
        "s: {kind: review, by: city, due: 5 days, returns: {within: 3 days, at_most: 2}}",
        [
            "city: accept, s → last",
            "city: return_for_correction, s → s.returned",
            "firm: resubmit, s.returned → s",
            "city: reject, s.returned → rejected",
            "city: reject, s → rejected",
        ],
    ),
    "recommendation": (
        "s: {kind: recommendation, by: city, due: 5 days}",
        ["city: recommend, s → last", "city: decline, s → not_recommended"],
    ),
    "construction": (
        "s: {kind: construction, by: firm, due: {ask: order}}",
        ["firm: report_completion, s → last"],
    ),
    "scoring": (
        SCORING,
        [
            "province: freeze_panel, s → s.draw",
            "clock|province: draw_panel, s.draw → s.open",
            "experts: declare_no_conflict, s.open → stays",
            "experts: score, s.open → stays when not scores_complete:s",
            "experts: score, s.open → last when scores_complete:s",
            "experts: recuse, s.open → stays",
        ],
    ),
    "scoring with a further expert": (
        SCORING.replace("size: 3", "size: 3, disagreement: {beyond: 15}"),
        [
            "province: freeze_panel, s → s.draw",
            "clock|province: draw_panel, s.draw → s.open",
            "experts: declare_no_conflict, s.open → stays",
            "experts: score, s.open → stays when not scores_complete:s",
            "experts: score, s.open → last when scores_complete:s and not scores_disagree:s",
            "experts: score, s.open → stays when scores_complete:s and scores_disagree:s and further_left:s",
            "experts: score, s.open → last when scores_complete:s and scores_disagree:s and not further_left:s",
            "experts: recuse, s.open → stays",
        ],
    ),
    "site check, always": (
        "s: {kind: site_check, by: province, due: 5 days, when: always, failed: reject}",
        ["province: pass_site_check, s → last", "province: fail_site_check, s → site_check_failed"],
    ),
    "site check, when somebody needs it": (
        "s: {kind: site_check, by: city, when: needed, decides: province}",
        [
            "province: require_site_check, s → s.visit",
            "province: dispense_with_site_check, s → last",
            "city: pass_site_check, s.visit → last",
            "city: fail_site_check, s.visit → last",
        ],
    ),
    "selection": (
        "s: {kind: selection, by: province, list: proposed}",
        ["province: select, s → last", "province: leave_out, s → not_selected"],
    ),
    "publicity": (
        PUBLICITY,
        [
            "province: publish, s → s.open via list",
            "clock: close_publicity, s.open → last via list",
            "public: object, s.open → s.held",
            "province: object, s.open → s.held",
            "public: object, s.held → stays",
            "province: object, s.held → stays",
            "province: keep_entry, s.held → stays when other_objections",
            "province: keep_entry, s.held → s.open when window_open and not other_objections",
            "province: keep_entry, s.held → last when not window_open and not other_objections",
            "province: drop_entry, s.held → dropped",
        ],
    ),
    "approval": (
        "s: {kind: approval, by: province, proposed_by: city, list: proposed}",
        [
            "city: propose, s → s.decision",
            "province: approve, s.decision → last",
            "province: refuse_approval, s.decision → not_approved",
        ],
    ),
    "certification": (
        "s: {kind: certification, by: province, grants: badge, gives: [plaque]}",
        ["province: certify, s → certified"],
    ),
}  # fmt: skip

ASSESSMENT = (
    "s: {{kind: assessment, by: city, due: 5 days, items: {items}, counts: 甲, grades: {{好: confirm, 坏: rectify}},"
    " rectification: {{by: firm, within: {{ask: order}}, accepted_by: city}},"
    " running: {{failures: 2, rectified_resets: false}},"
    " removal: {{causes: [rectification_refused, failed_twice_running], hearing: {{by: firm, within: 5 workdays}},"
    " proposed_by: city, approved_by: province, ends: badge}}}}"
)
REMOVAL = [
    "firm: report_rectification, s.rectification → s.acceptance",
    "city: accept_rectification, s.acceptance → rectified",
    "city: refuse_rectification, s.acceptance → s.hearing",
    "firm: state_defence, s.hearing → s.proposal",
    "city: propose_removal, s.proposal → s.removal",
    "province: agree_removal, s.removal → revoked",
    "province: decline_removal, s.removal → kept",
]


@pytest.mark.parametrize("kind", KINDS)
def test_kind_of_stage_adds_its_ways(kind: str) -> None:
    """All of them, in their order, and no other."""
    stage, expected = KINDS[kind]
    assert ways(stage) == expected


def test_assessment_adds_grading_rectification_and_removal() -> None:
    """A first failure is to be rectified, a second one running goes to the hearing; so does a refused acceptance."""
    grading = [
        "city: grade, s → confirmed when payload.grade=好",
        "city: grade, s → s.rectification when payload.grade=坏 and not failures_running:2",
        "city: grade, s → s.hearing when payload.grade=坏 and failures_running:2",
    ]
    assert ways(ASSESSMENT.format(items="{甲: [一, 二]}")) == [*grading, *REMOVAL]


def test_assessment_of_a_kind_that_does_not_count_is_only_noted() -> None:
    """Whatever its grade: only one kind has consequences."""
    facts = ("titles:", "facts: {assessment_kind: {choose: [甲, 乙], default: 甲}}\ntitles:")
    machine = procedure(ASSESSMENT.format(items="{甲: [一], 乙: [二]}"), facts)
    grading = [told(way) for way in machine.transitions if way.action == "grade"]
    this = "for:assessment_kind=甲"
    assert grading == [
        f"city: grade, s → confirmed when payload.grade=好 and {this}",
        f"city: grade, s → s.rectification when payload.grade=坏 and {this} and not failures_running:2",
        f"city: grade, s → s.hearing when payload.grade=坏 and {this} and failures_running:2",
        f"city: grade, s → noted when not {this}",
    ]


def test_every_kind_of_stage_is_shown_above() -> None:
    """A new kind brings its own lines."""
    kinds = {kind.model_fields["kind"].default for kind in get_args(get_args(AnyStage)[0])}
    shown = {stage.split("kind: ")[1].split(",")[0] for stage, _ in KINDS.values()} | {"assessment"}
    elsewhere = kinds - shown
    assert shown <= kinds
    assert elsewhere <= {"consultation", "opinion", "issue", "award", "disbursement", "defence", "claim"}
