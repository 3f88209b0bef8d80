"""Cases as people see them: in lists, on a board, in full, with their history."""

from typing import Any

import pytest
from sqlalchemy import text

from casework.asked import Asked
from casework.refused import BadInput, NotFound
from casework.views.case import CaseDetail, case_detail
from casework.views.cases import list_cases
from casework.views.filtering import CaseFilter
from casework.views.histories import history_of
from casework.views.monitoring.board import BoardColumn, board
from tests.world import FIRM, World


def detail(world: World, case: str, person: str = "") -> CaseDetail:
    return case_detail(world.service, case.partition(":")[2], Asked("", person, world.now))


def test_list_cases_tells_who_where_and_until_when(world: World) -> None:
    case = world.bring("prefecture_review")
    (row,) = list_cases(world.service, CaseFilter(), world.now)
    assert (row.no, row.applicant, row.object, row.owner) == (case[5:], "甲申报单位", "OBJ1", "prefecture")
    assert row.state_name == "市级审核 / prefecture review"
    assert row.last_day is not None
    assert (row.last_day.isoformat(), row.overdue, row.provisional) == ("2020-01-19", False, False)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CaseFilter(programme="standard"), 3),
        (CaseFilter(programme="other"), 0),
        (CaseFilter(state="submission"), 2),
        (CaseFilter(region="3701"), 2),
        (CaseFilter(region="37"), 3),
        (CaseFilter(region="%"), 0),
        (CaseFilter(applicant=FIRM, state="province_review"), 1),
        (CaseFilter(procedure="assess"), 0),
        (CaseFilter(after="standard-2020-0002"), 1),
        (CaseFilter(running=True), 3),
    ],
)
def test_list_cases_filters(world: World, wanted: CaseFilter, found: int) -> None:
    world.bring("province_review")
    world.new_case("app2", "OBJ2")
    world.new_case("app", "OBJ3")
    assert len(list_cases(world.service, wanted, world.now)) == found


def test_list_cases_marks_what_is_overdue(world: World) -> None:
    """Also when the expiry has been recorded and the state stays what it is."""
    world.bring("prefecture_review")
    world.now = world.now.replace(day=22)
    assert [row.overdue for row in list_cases(world.service, CaseFilter(), world.now)] == [True]
    world.sweep()
    assert [row.overdue for row in list_cases(world.service, CaseFilter(), world.now)] == [True]


def test_list_cases_asks_no_more_for_three_cases_than_for_one(world: World) -> None:
    """No query for each row."""
    counted = []
    for person, thing in (("app", "OBJ1"), ("app2", "OBJ2"), ("app", "OBJ3")):
        world.new_case(person, thing)
        list_cases(world.service, CaseFilter(), world.now)
        with world.queries() as seen:
            list_cases(world.service, CaseFilter(), world.now)
        counted.append(len(seen))
    assert counted[0] == counted[2] == 2


def test_board_counts_in_the_order_of_the_procedure(world: World) -> None:
    world.bring("province_review")
    world.new_case("app2", "OBJ2")
    world.new_case("app", "OBJ3")
    assert board(world.service, CaseFilter(), world.now) == (
        BoardColumn("standard", "apply", "submission", "申报 / submission", 2),
        BoardColumn("standard", "apply", "province_review", "省级审核 / province review", 1),
    )
    assert board(world.service, CaseFilter(programme="other"), world.now) == ()


def test_case_detail_of_a_draft_says_what_is_missing(world: World) -> None:
    found = detail(world, world.new_case(), "app")
    assert found.missing == ("application", "evidence")
    assert [(line.id, line.required, line.revisions) for line in found.materials] == [
        ("application", True, 0),
        ("evidence", True, 0),
    ]
    assert [each.action for each in found.open_to_person] == ["provide", "submit"]
    assert {each.rule: each.last_day.isoformat() for each in found.deadlines} == {"submission": "2020-02-05"}


def test_case_detail_shows_criteria_required_stated_and_result(world: World) -> None:
    found = detail(world, world.bring("prefecture_review"), "city")
    lines = {line.path: (line.depth, line.required, line.stated, line.result) for line in found.criteria}
    assert lines["scale.1"] == (1, "企业数 ≥ 10 家", "12 家", "met")
    assert lines["standing"] == (0, "经营和财务状况良好", "未核验 / not judged", "unknown")
    accept = next(each for each in found.open_to_person if each.action == "accept")
    assert accept.hindered == ("条件未满足或未核验 / a criterion fails or was not judged",)
    assert accept.leads_to == ("province_review",)


def test_case_detail_opens_nothing_to_who_has_no_part_in_it(world: World) -> None:
    """Another city sees no action, and nobody none at all; what comes next is told to all."""
    case = world.bring("prefecture_review")
    assert detail(world, case, "city2").open_to_person == ()
    assert detail(world, case).open_to_person == ()
    assert {"accept", "reject", "return_for_correction"} <= {
        each.action for each in detail(world, case).next_actions
    }


def test_case_detail_works_in_every_state(world: World) -> None:
    """Nothing of it rests on a stage of a certain kind."""
    case = world.bring("certification")
    assert detail(world, case, "prov").case.state == "certification"
    world.act(case, "certify", "prov", plaque_no="P1")
    found = detail(world, case, "prov")
    assert (found.case.result, found.next_actions) == ("certified", ())


def test_case_detail_refuses_unknown_cases_and_people(world: World) -> None:
    with pytest.raises(NotFound, match="none"):
        detail(world, "case:none")
    with pytest.raises(NotFound, match="nobody"):
        detail(world, world.new_case(), "nobody")


def test_history_shows_personal_words_until_they_are_erased(world: World) -> None:
    """Then the field is named, and nothing of its digest is shown."""
    case = world.bring("prefecture_review")
    world.act(case, "return_for_correction", "city", reason="缺盖章", clock="continue")
    last = history_of(world.service, case)[-1]
    assert (last.seq, last.event, last.payload["reason"], last.erased) == (
        3,
        "returned_for_correction",
        "缺盖章",
        (),
    )
    with world.store.writing() as connection:
        connection.execute(
            text("UPDATE personal_text SET text = NULL, erased_at = '2020-02-01 00:00:00.000000'")
        )
    last = history_of(world.service, case)[-1]
    assert "reason" not in last.payload
    assert last.erased == ("reason",)
    with pytest.raises(NotFound):
        history_of(world.service, "case:none")


def test_history_is_two_queries_however_long(world: World) -> None:
    case = world.new_case()
    with world.queries() as seen:
        history_of(world.service, case)
    world.act(case, "submit", "app", materials=[{"material": "application"}, {"material": "evidence"}])
    with world.queries() as more:
        history_of(world.service, case)
    assert len(seen) == len(more) == 2


@pytest.mark.parametrize("ask", [list_cases, board], ids=["list", "board"])
def test_unknown_state_is_an_error_that_names_the_known_ones(world: World, ask: Any) -> None:
    """Nothing in a state that exists is no error; a state that exists in another procedure only is one."""
    world.new_case()
    assert ask(world.service, CaseFilter(state="scoring"), world.now) == ()
    with pytest.raises(BadInput, match=r"“scorin”; known: submission, .*prefecture_review, "):
        ask(world.service, CaseFilter(state="scorin"), world.now)
    with pytest.raises(BadInput, match=r"the state “scoring”; known: report, "):
        ask(world.service, CaseFilter(state="scoring", procedure="assess"), world.now)
