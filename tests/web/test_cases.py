"""The read-only pages: cases by filter, one case in full, deadlines by urgency."""

import re

import pytest

from tests.web.conftest import Visitor, Visitors
from tests.world import World


def numbers(page: str) -> list[str]:
    """The cases a page links to, in order."""
    return re.findall(r'href="/cases/([^"]+)"', page)


def test_list_goes_on_behind_its_last_case(
    world: World, browser: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.routes.cases.A_PAGE", 1)
    cases = [world.bring("prefecture_review", object_no=f"OBJ{n}") for n in (1, 3)]
    first = browser.get("/cases?running=true").text
    assert numbers(first) == [cases[0].partition(":")[2]]
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following
    second = browser.get(following[1].replace("&amp;", "&")).text
    assert numbers(second) == [cases[1].partition(":")[2]]
    assert 'rel="next"' not in second


def test_case_page_tells_where_it_is_until_when_and_how_it_came_there(world: World, browser: Visitor) -> None:
    case = world.bring("prefecture_review").partition(":")[2]
    page = browser.get(f"/cases/{case}").text
    assert re.search(r"<dt>现在</dt><dd>市级审核", page)
    assert re.search(r'aria-current="step">市级审核', page)
    assert re.search(r'<dt>期限</dt><dd>\s*<span class="day">\d{4}年\d+月\d+日 周.', page)
    assert "缺" not in re.findall(r"<h2>材料.*?</table>", page, re.DOTALL)[0]
    assert [int(n) for n in re.findall(r'<li value="(\d+)"', page)] == [2, 1]
    assert "收件回执" in page


def test_case_page_draws_its_procedure_with_the_place_of_today(world: World, browser: Visitor) -> None:
    case = world.bring("prefecture_review").partition(":")[2]
    drawing = re.findall(r"<svg class=\"chart\".*?</svg>", browser.get(f"/cases/{case}").text, re.DOTALL)[0]
    here = re.findall(r'<rect class="box state here"[^>]*/><text class="here".*?</text>', drawing)
    assert len(here) == 1
    assert "当前" in here[0]
    assert "市级审核" in here[0]
    been = re.findall(r'<rect class="box state been"[^>]*/><text .*?</text>', drawing)
    assert [re.sub("<.*?>", "", each) for each in been] == ["办过✓ 申报"]


def test_what_officers_wrote_is_shown_to_offices_and_not_to_applicants(
    world: World, signed_in: Visitors
) -> None:
    case = world.bring("prefecture_review")
    world.act(case, "reject", "city", reason="此处写有个人情况")
    page = f"/cases/{case.partition(':')[2]}"
    assert "此处写有个人情况" in signed_in("prov").get(page).text
    for_applicant = signed_in("app").get(page)
    assert for_applicant.status_code == 200
    assert "此处写有个人情况" not in for_applicant.text


def test_deadlines_stand_in_order_of_urgency_and_lead_to_their_case(
    world: World, signed_in: Visitors
) -> None:
    browser = signed_in("prov")
    case = world.bring("prefecture_review").partition(":")[2]
    page = browser.get("/deadlines").text
    assert case in numbers(page)
    left = [int(n) for n in re.findall(r'<td class="number">(-?\d+)</td>', page)]
    assert left == sorted(left)
    assert not numbers(browser.get("/deadlines?overdue=true").text)
    world.advance(60)
    assert case in numbers(signed_in.anew("prov").get("/deadlines?overdue=true").text)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/cases/nobody-2020-0001", 404, "没有这个页面或编号"),
        ("/cases?state=nowhere", 400, "known:"),
        ("/cases?running=perhaps", 400, "running"),
        (f"/cases?state={'x' * 101}", 400, "at most 100"),
        ("/nowhere", 404, "没有这个页面或编号"),
        ("/cases/%3Cscript%3E", 404, "&lt;script&gt;"),
    ],
)
def test_what_cannot_be_shown_is_told(
    world: World, browser: Visitor, path: str, status: int, said: str
) -> None:
    world.new_case()
    answer = browser.get(path)
    assert answer.status_code == status
    assert said in answer.text
    assert "<script>" not in answer.text


def test_nothing_from_outside_may_be_loaded(browser: Visitor) -> None:
    for path in ("/", "/cases", "/deadlines", "/nowhere", "/healthz", "/static/style.css"):
        answer = browser.get(path)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"(?:src|href)=\"https?://", answer.text)


@pytest.mark.parametrize(
    "path", ["/queue", "/cases", "/cases?q=申报&running=true", "/cases?overdue=true", "/cases?at_risk=true"]
)
def test_lists_ask_the_database_as_often_for_three_cases_as_for_one(
    world: World, signed_in: Visitors, path: str
) -> None:
    city = signed_in("city")
    world.bring("prefecture_review", object_no="OBJ1")
    city.get(path)  # what is read once and kept is read now
    with world.queries() as one:
        city.get(path)
    world.bring("prefecture_review", object_no="OBJ3")
    world.new_case()
    with world.queries() as three:
        city.get(path)
    assert len(one) == len(three)
