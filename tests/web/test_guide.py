"""申报向导: step by step, kept on the way, checked as one goes, handed in once; nothing lost when two fill it in."""

import re

import pytest

from casework.handed_in.uploads import MATERIAL, receive, withdraw
from casework.views.histories import history_of
from tests.files.documents import PDF
from tests.proofs import rows
from tests.web.conftest import Visitor, Visitors
from tests.world import World

pytestmark = pytest.mark.only("sqlite")
FIGURES = {"indicators.firms": "１２", "indicators.revenue": "2亿元"}


@pytest.fixture
def case(world: World) -> str:
    """The number of a draft."""
    return world.new_case()[5:]


def hidden(page: str, name: str) -> str:
    """A hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def filled_in(app: Visitor, case: str, action: str = "submit") -> None:
    """Fill in figures and papers."""
    at = f"/apply/{case}/{action}"
    assert app.post(f"{at}/figures", {**FIGURES, "version": "0", "go": "next"}).status_code == 303
    sent = {"materials": ["application", "evidence"], "version": "0", "go": "next"}
    assert app.post(f"{at}/materials", sent).headers["location"] == f"{at}/review"


def confirm(app: Visitor, case: str, action: str = "submit") -> int:
    """Look through it and hand it in."""
    at = f"/apply/{case}/{action}/review"
    page = app.get(at).text
    return app.post(at, {"key": hidden(page, "key"), "seal": hidden(page, "seal")}).status_code


def test_steps_come_from_the_definition(signed_in: Visitors, case: str) -> None:
    page = signed_in("app").get(f"/apply/{case}/submit/basis").text
    steps = re.findall(r'href="/apply/[^/]+/submit/(\w+)">\d', page)
    assert steps == ["basis", "figures", "materials", "review"]  # tables stand elsewhere
    assert "甲申报单位" in page
    assert "OBJ1" in page


def test_draft_is_kept_between_the_steps_and_on_the_next_day(
    world: World, signed_in: Visitors, case: str
) -> None:
    app, at = signed_in("app"), f"/apply/{case}/submit/figures"
    answer = app.post(at, {**FIGURES, "version": "0", "go": "next"})
    assert answer.headers["location"] == f"/cases/{case}/tables"
    assert f"/apply/{case}/submit/materials" in app.get(f"/cases/{case}/tables").text
    world.advance()
    page = signed_in.anew("app").get(at).text
    assert 'name="indicators.firms"' in page
    assert 'value="１２"' in page  # as it was typed
    assert "继续填报" in signed_in("app").get("/apply").text
    assert rows(world, "indicator_value", case_no=case) == []


def test_figures_are_held_against_the_criteria(signed_in: Visitors, case: str) -> None:
    app, at = signed_in("app"), f"/apply/{case}/submit/check"
    said = app.post(at, FIGURES).text
    assert said.count("满足") >= 3
    assert "由审核人认定" in said
    assert "依据 S.4" in said
    few = app.post(at, {"indicators.firms": "9", "indicators.revenue": "9999"}).text
    assert "未满足" in few
    assert "原则上要求，未达到" in few
    assert "未填报" in app.post(at, {}).text


def test_button_checks_without_a_script(signed_in: Visitors, case: str) -> None:
    app, at = signed_in("app"), f"/apply/{case}/submit/figures"
    answer = app.post(at, {"indicators.firms": "9", "version": "0", "go": "keep"})
    assert answer.headers["location"] == f"{at}?kept=yes"
    page = app.get(f"{at}?kept=yes").text
    assert "草稿已保存" in page
    assert "未满足" in page


def test_second_of_two_is_told_and_loses_nothing(world: World, signed_in: Visitors, case: str) -> None:
    app, at = signed_in("app"), f"/apply/{case}/submit/figures"
    assert app.post(at, {"indicators.firms": "12", "version": "0", "go": "keep"}).status_code == 303
    second = app.post(at, {"indicators.firms": "13", "version": "0", "go": "next"})
    assert second.status_code == 409
    assert 'value="13"' in second.text
    assert re.search(r"app：12", second.text)
    assert rows(world, "draft_answer", case_no=case)[0].answers == {"indicators.firms": ["12"]}
    again = {"indicators.firms": "13", "version": hidden(second.text, "version"), "go": "keep"}
    assert app.post(at, again).status_code == 303
    assert rows(world, "draft_answer", case_no=case)[0].answers == {"indicators.firms": ["13"]}


def test_same_answers_twice_are_no_conflict(signed_in: Visitors, case: str) -> None:
    app, at = signed_in("app"), f"/apply/{case}/submit/figures"
    for _ in range(2):
        assert app.post(at, {**FIGURES, "version": "0", "go": "next"}).status_code == 303


@pytest.mark.parametrize("typed", ["许多", "12 个半", "-3", "1e400", "9" * 50, "1,2", "3头"])
def test_what_is_no_figure_is_told_beside_it_and_kept_as_typed(
    world: World, signed_in: Visitors, case: str, typed: str
) -> None:
    app, at = signed_in("app"), f"/apply/{case}/submit/figures"
    answer = app.post(at, {"indicators.firms": typed, "version": "0", "go": "next"})
    assert answer.status_code == 422
    assert re.search(r'id="f-firms-wrong">', answer.text)
    assert f'value="{typed}"' in answer.text
    review = app.get(f"/apply/{case}/submit/review").text
    assert "还不能报送" in review
    assert 'name="seal"' not in review


def test_review_tells_what_is_missing_and_leads_there(signed_in: Visitors, case: str) -> None:
    page = signed_in("app").get(f"/apply/{case}/submit/review").text
    assert "还不能报送" in page
    assert page.count("缺材料") == 2
    assert f"/apply/{case}/submit/materials" in page


def test_review_tells_what_follows_and_hands_in_once(world: World, signed_in: Visitors, case: str) -> None:
    app, at = signed_in("app"), f"/apply/{case}/submit/review"
    filled_in(app, case)
    page = app.get(at).text
    assert "市级审核" in page
    assert "报送之后" in page
    sent = {"key": hidden(page, "key"), "seal": hidden(page, "seal")}
    before = world.state(f"case:{case}")
    assert before == "submission"
    answers = [app.post(at, sent) for _ in range(2)]
    assert {each.headers["location"] for each in answers} == {f"/apply/{case}?did=submit"}
    assert [line.action for line in history_of(world.service, f"case:{case}")].count("submit") == 1
    stated = {each.indicator: each.value for each in rows(world, "indicator_value", case_no=case)}
    assert stated == {"firms": 12, "revenue": 20000}
    assert rows(world, "draft_answer", case_no=case) == []
    assert "已办理" in app.get(f"/apply/{case}?did=submit").text


def test_nothing_else_is_handed_in_than_the_page_showed(world: World, signed_in: Visitors, case: str) -> None:
    app, at = signed_in("app"), f"/apply/{case}/submit"
    filled_in(app, case)
    page = app.get(f"{at}/review").text
    app.post(f"{at}/figures", {"indicators.firms": "8", "version": "1", "go": "keep"})
    answer = app.post(f"{at}/review", {"key": hidden(page, "key"), "seal": hidden(page, "seal")})
    assert answer.status_code == 409
    assert "草稿又有改动" in answer.text
    assert world.state(f"case:{case}") == "submission"


def test_correction_shows_what_the_reviewer_wrote_and_hands_in_what_changed(
    world: World, signed_in: Visitors
) -> None:
    case = world.bring("prefecture_review")[5:]
    world.act(f"case:{case}", "return_for_correction", "city", reason="企业数与佐证不符", clock="continue")
    app, at = signed_in("app"), f"/apply/{case}/resubmit"
    page = app.get(f"{at}/figures").text
    assert "企业数与佐证不符" in page
    assert "审核意见提到" in page
    assert 'value="20000"' in page
    sent = {"indicators.firms": "15", "indicators.revenue": "20000", "version": "0", "go": "next"}
    assert app.post(f"{at}/figures", sent).status_code == 303
    assert confirm(app, case, "resubmit") == 303
    assert world.state(f"case:{case}") == "prefecture_review"
    revisions = {
        (each.indicator, each.revision): each.value for each in rows(world, "indicator_value", case_no=case)
    }
    assert revisions == {("firms", 1): 12, ("firms", 2): 15, ("revenue", 1): 20000}


def test_answers_of_an_earlier_visit_count_no_more(world: World, signed_in: Visitors, case: str) -> None:
    app = signed_in("app")
    filled_in(app, case)
    world.now += world.now.resolution
    world.act(
        f"case:{case}", "submit", "app", materials=[{"material": "application"}, {"material": "evidence"}]
    )
    world.act(f"case:{case}", "return_for_correction", "city", reason="补", clock="continue")
    assert 'value="１２"' not in app.get(f"/apply/{case}/resubmit/figures").text


def test_what_was_done_elsewhere_is_told(world: World, signed_in: Visitors, case: str) -> None:
    app, at = signed_in("app"), f"/apply/{case}/submit"
    filled_in(app, case)
    page = app.get(f"{at}/review").text
    world.act(
        f"case:{case}", "submit", "app", materials=[{"material": "application"}, {"material": "evidence"}]
    )
    sent = {"key": hidden(page, "key"), "seal": hidden(page, "seal")}
    assert app.post(f"{at}/review", sent).headers["location"] == f"/apply/{case}?gone=yes"
    late = app.post(f"{at}/figures", {"indicators.firms": "1", "version": "0"})
    assert late.headers["location"] == f"/apply/{case}?gone=unkept"
    assert "没有保存" in app.get(f"/apply/{case}?gone=unkept").text


@pytest.mark.parametrize("step", ["nowhere", "words"])
def test_step_that_the_form_does_not_have_is_not_found(signed_in: Visitors, case: str, step: str) -> None:
    assert signed_in("app").get(f"/apply/{case}/submit/{step}").status_code == 404
    assert signed_in("app").post(f"/apply/{case}/submit/{step}").status_code == 404


def test_fields_nobody_asked_for_are_not_kept(world: World, signed_in: Visitors, case: str) -> None:
    sent = {"indicators.firms": "1", "evil": "x", "state": "certified", "version": "0"}
    signed_in("app").post(f"/apply/{case}/submit/figures", sent)
    assert rows(world, "draft_answer", case_no=case)[0].answers == {"indicators.firms": ["1"]}


@pytest.mark.parametrize("sent", [{"indicators.firms": "bad\0"}, {"indicators.firms": "字" * 600_000}])
def test_what_cannot_be_kept_is_refused_whole(
    world: World, signed_in: Visitors, case: str, sent: dict[str, str]
) -> None:
    answer = signed_in("app").post(f"/apply/{case}/submit/figures", {**sent, "version": "0"})
    assert answer.status_code in (413, 422)
    assert rows(world, "draft_answer", case_no=case) == []


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 400])
def test_version_that_is_none_is_as_if_nothing_was_seen(signed_in: Visitors, case: str, version: str) -> None:
    app, at = signed_in("app"), f"/apply/{case}/submit/figures"
    assert app.post(at, {"indicators.firms": "1", "version": version}).status_code == 303
    assert app.post(at, {"indicators.firms": "2", "version": version}).status_code == 409


def test_files_that_were_sent_go_with_it_and_are_part_of_what_is_confirmed(
    world: World, signed_in: Visitors, case: str
) -> None:
    app, at = signed_in("app"), f"/apply/{case}/submit"
    for paper in ("application", "evidence"):
        receive(
            world.service, f"case:{case}", MATERIAL + paper, f"{paper}.pdf", [PDF], by="app", now=world.now
        )
    assert "evidence.pdf" in app.get(f"{at}/materials").text
    page = app.get(f"{at}/review").text
    assert "application.pdf" in page
    assert "缺材料" not in page
    withdraw(world.service, rows(world, "upload", slot="material.evidence")[0].no, by="app", now=world.now)
    sent = {"key": hidden(page, "key"), "seal": hidden(page, "seal")}
    assert app.post(f"{at}/review", sent).status_code == 409
    receive(world.service, f"case:{case}", MATERIAL + "evidence", "b.pdf", [PDF], by="app", now=world.now)
    assert confirm(app, case) == 303
    assert {each.material for each in rows(world, "material", case_no=case)} == {"application", "evidence"}
