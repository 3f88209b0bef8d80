"""Each rule about a definition can fail, on a programme with one planted fault; the real ones have none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from calendars import Calendar
from statemachines.linter import check
from statemachines.loader import Loaded, load_folder

PROGRAMMES = Path(__file__).parents[2] / "programmes"
ALL = sorted(file.parent.name for file in PROGRAMMES.glob("*/programme.yaml"))
SHANDONG = "shandong_digital_clusters_2025"
GUIYANG = "guiyang_bigdata_bases"

Planted = Callable[..., Loaded]
Told = list[tuple[str, str, str, tuple[str, ...] | None]]


def told(loaded: Loaded, calendar: Calendar) -> Told:
    """What the linter says: rule, procedure, place, path."""
    return [(found.rule, found.procedure, found.where, found.path) for found in check(loaded, calendar)]


def test_there_are_programmes_to_check() -> None:
    """The test below is not empty."""
    assert {"standard", SHANDONG, GUIYANG} <= set(ALL)


@pytest.mark.parametrize("programme", ALL)
def test_programmes_of_this_repository_give_no_findings(programme: str, calendar: Calendar) -> None:
    """Every notice as it is written down."""
    assert check(load_folder(PROGRAMMES / programme), calendar) == []


FACTS = ("titles:\n", "facts:\n  kind: {choose: [a, b], default: a}\n\ntitles:\n")
CHECKS_ALL = ("due: 10 workdays, checks: all", "due: 15 workdays, checks: all")
ANY = "any: [{need: national >= 1}, {need: provincial >= 3}]"
ROAD = ("rectification", "acceptance", "hearing", "proposal", "removal")

# One planted fault each: rule, place and path of the only finding.
IN_STANDARD = {
    "a review without a deadline": (
        ("by: prefecture, due: 10 workdays, checks", "by: prefecture, checks"),
        ("waiting", "apply", "prefecture_review", ("submit",)),
    ),
    "a cause of removal is not declared": (
        ("causes: [rectification_refused, failed_twice_running]", "causes: [rectification_refused]"),
        ("revocation", "assess", "assessment.grade", ("submit", "grade")),
    ),
    "a deadline counts from a misspelt event": (
        ("due: 15 workdays", "due: 15 workdays after submited"),
        ("anchor", "apply", "province_review", ("submit", "accept")),
    ),
    "a round is asked where there is none": (
        ("due: 30 days, late: proceed", "due: {ask: round}, late: proceed"),
        ("asked", "assess", "report.due", None),
    ),
    "publicity of no days": (
        ("length: 5 workdays", "length: 0 workdays"),
        ("window", "apply", "publicity.length", None),
    ),
    "publicity that counts from something else": (
        ("length: 5 workdays", "length: 5 workdays after submitted"),
        ("window", "apply", "publicity.length", None),
    ),
    "a deadline beyond every calendar": (
        ("due: 20 workdays, when: always", "due: 200 years, when: always"),
        ("window", "apply", "site_check.due", None),
    ),
    "late submissions are refused and nothing else moves on": (
        ("by: province, due: 15 workdays, checks", "by: province, late: refuse, due: 15 workdays, checks"),
        None,
    ),
    "a criterion nobody checks": (
        ("due: 10 workdays, checks: all", "due: 10 workdays, checks: [standing]"),
        None,
    ),
    "a paper for a stage that takes none": (
        ("evidence, from: applicant, at: submission", "evidence, from: applicant, at: selection"),
        ("unused", "", "materials.evidence", None),
    ),
    "a paper from somebody who hands in nothing": (
        ("evidence, from: applicant, at: submission", "evidence, from: province, at: submission"),
        ("unused", "", "materials.evidence", None),
    ),
    "a lead from an outcome that the stage does not have": (
        ("by: province, due: 15 workdays", "by: province, leads: {rejcted: submission}, due: 15 workdays"),
        ("leads", "apply", "province_review.leads", None),
    ),
    "a lead from an outcome that settles a title": (
        ("due: 10 workdays, grants", "leads: {certified: selection}, due: 10 workdays, grants"),
        ("leads", "apply", "certification.leads", None),
    ),
    "a bounded loop back": (
        ("by: province, due: 15 workdays", "by: province, leads: {rejected: prefecture_review}, due: 15 workdays"),
        None,
    ),
    "a deadline for the whole case": (
        ("    about: object\n", "    about: object\n    overall: 1 year\n"),
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", IN_STANDARD)
def test_planted_fault_in_the_template_is_the_only_finding(
    fault: str, planted: Planted, calendar: Calendar
) -> None:
    """The last ones are no faults: what looks like them is in order."""
    replacement, expected = IN_STANDARD[fault]
    assert told(planted(replacement), calendar) == ([expected] if expected else [])


IN_NOTICES = {
    "a deadline before that of the stage before": (
        SHANDONG,
        ("due: {is: 2025-06-20, assumed: 初审须在推荐截止前完成}", "due: 2025-06-25"),
        ("window", "apply", "recommendation.due", None),
    ),
    "a suggestion after a deadline that follows": (
        SHANDONG,
        ("suggest: 2025-06-10", "suggest: 2025-06-25"),
        ("window", "apply", "city_review.due", None),
    ),
    "a suggestion before the notice": (
        SHANDONG,
        ("suggest: 2025-06-10", "suggest: 2025-05-13"),
        ("window", "apply", "submission.due", None),
    ),
    "the first stage is not for everybody": (
        SHANDONG,
        ("{name: 申报 / submission,", "{for: {city: [济南市]}, name: 申报 / submission,"),
        ("route", "apply", "submission", ()),
    ),
    "a quota behind a wider one": (
        SHANDONG,
        ("quota: [{max: 3, for: {city: [济南市, 青岛市]}", "quota: [{max: 1}, {max: 3, for: {city: [济南市, 青岛市]}"),
        None,
    ),
    "an impossible day of every year": (
        GUIYANG,
        ("call_opened: {yearly: 03-31}", "call_opened: {yearly: 02-30}"),
        ("window", "apply", "starts.call_opened", None),
    ),
    "a day of leap years only": (
        GUIYANG,
        ("call_opened: {yearly: 03-31}", "call_opened: {yearly: 02-29}"),
        ("window", "apply", "starts.call_opened", None),
    ),
    "rounds that are over before they begin": (
        GUIYANG,
        ("{yearly: 05-31, years_later: 1}", "{yearly: 03-31}"),
        ("window", "apply", "ends_by", None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", [key for key, (_, _, expected) in IN_NOTICES.items() if expected])
def test_planted_fault_in_a_notice_is_the_only_finding(
    fault: str, planted: Planted, calendar: Calendar
) -> None:
    programme, replacement, expected = IN_NOTICES[fault]
    assert told(planted(replacement, programme=programme), calendar) == [expected]


def test_quotas_behind_a_wider_one_are_found(planted: Planted, calendar: Calendar) -> None:
    """The first that matches holds, so neither of the others ever does."""
    programme, replacement, _ = IN_NOTICES["a quota behind a wider one"]
    found = check(planted(replacement, programme=programme), calendar)
    assert [each.where for each in found] == ["recommendation.quota"] * 2
    assert ["entry 2" in found[0].message, "entry 3" in found[1].message] == [True, True]


def test_criterion_that_no_review_checks_is_found(planted: Planted, calendar: Calendar) -> None:
    """It is in the notice, yet nothing in the procedure asks for it."""
    loaded = planted(*((old, old.replace("all", "[standing]")) for old in CHECKS_ALL))
    assert told(loaded, calendar) == [("unused", "", "criteria.scale", None)]


def test_criterion_that_counts_beyond_its_parts_is_found(planted: Planted, calendar: Calendar) -> None:
    """At least three of two can never be met."""
    of = ANY.replace("any:", "at_least: 3\n        of:")
    loaded = planted((ANY, of), programme=SHANDONG)
    assert told(loaded, calendar) == [("criterion", "", "criteria.innovation", None)]


def test_removal_that_nothing_leads_to_is_found(planted: Planted, calendar: Calendar) -> None:
    """Where nobody ever fails, the whole road to revocation lies idle and both its causes are void."""
    loaded = planted(("grades: {合格: confirm, 不合格: rectify}", "grades: {合格: confirm, 不合格: confirm}"))
    found = told(loaded, calendar)
    parts = (*(f"assessment.{part}" for part in ROAD), "rectified", "revoked", "kept")
    assert found[:-2] == [("reachable", "assess", part, None) for part in parts]
    assert found[-2:] == [("revocation", "assess", "assessment", None)] * 2


def test_clock_may_not_take_the_place_of_people(planted: Planted, calendar: Calendar) -> None:
    """A submission by the clock: no timer submits, and the clock has no papers."""
    found = told(planted(("by: applicant, to: prefecture", "by: clock, to: prefecture")), calendar)
    assert ("timer", "apply", "submission.submit", ()) in found
    assert {rule for rule, _, _, _ in found} == {"timer", "unused"}


def test_title_out_of_reach_of_some_applicants_is_found(planted: Planted, calendar: Calendar) -> None:
    """Certification only for one of the cities: every other route ends without a title."""
    name = "name: 认定 / certification,"
    loaded = planted((name, f"for: {{city: [济南市]}}, {name}"), programme=SHANDONG)
    found = check(loaded, calendar)
    assert [(each.rule, each.where) for each in found] == [("route", "certified")] * 2
    assert "city=青岛市" in found[0].message
    assert "city=其他" in found[1].message


def test_stage_that_no_route_leads_through_is_found(planted: Planted, calendar: Calendar) -> None:
    """Behind the certification, with which every case ends."""
    last = "gives: [plaque], source: S.9}"
    more = "\n      - second_check: {kind: site_check, by: province, due: 5 days, when: always}"
    found = told(planted((last, last + more)), calendar)
    assert found == [
        ("reachable", "apply", "second_check", None),
        ("reachable", "apply", "completed", None),
        ("route", "apply", "second_check", None),
    ]


def test_stages_for_the_same_cases_may_follow_each_other(planted: Planted, calendar: Calendar) -> None:
    """Who is not selected skips both; one fact decides, so nothing is ambiguous."""
    check = (
        "- {id}: {kind: site_check, for: {kind: [a]}, by: province, due: 5 workdays, when: always}\n      "
    )
    twice = check.replace("{id}", "second_check") + check.replace("{id}", "third_check")
    assert told(planted(FACTS, ("- selection:  ", f"{twice}- selection:  ")), calendar) == []


def test_stage_behind_a_skipped_way_is_found(planted: Planted, calendar: Calendar) -> None:
    """The only way into a stage is a lead from a stage that its own cases never come through."""
    selected = ("by: province, due: 15 workdays", "by: province, for: {kind: [a]}, due: 15 workdays")
    due = "due: 20 workdays, when"
    back = (due, f"leads: {{site_check_failed: province_review}}, {due}")
    found = told(planted(FACTS, selected, back), calendar)
    path = ("submit", "accept", "freeze_panel", "draw_panel", "score", "fail_site_check")
    assert found == [("route", "apply", "province_review", path)]


def test_late_submissions_refused_leave_cases_stuck(planted: Planted, calendar: Calendar) -> None:
    """Without a lapse, a case that was not handed in by the deadline would stand there for ever."""
    sanction = ("found_by: province, ends: case,", "found_by: province,")
    loaded = planted(("late: lapse", "late: refuse"), sanction)
    assert ("end", "apply", "submission", ()) in told(loaded, calendar)
