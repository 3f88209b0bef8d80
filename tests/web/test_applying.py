"""立案申报 through the pages: open rounds, the form, what will follow, the draft; a refusal keeps nothing."""

import re

import pytest

from casework.entering import people
from tests.lands import organisation, someone
from tests.shandong import shandong
from tests.web.conftest import Visitors
from tests.world import CITY, FIRM, FIRM2, World, code

pytestmark = pytest.mark.only("sqlite")
SENT = {"applicant": FIRM, "object_no": "OBJ1"}


def test_open_rounds_are_offered_to_who_applies(world: World, signed_in: Visitors) -> None:
    app = signed_in("app")
    assert "没有开放的批次" in app.get("/cases/new").text
    number = world.open_round()
    assert "/cases/new" in app.get("/queue").text
    assert f"/cases/new?round={number}" in app.get("/cases/new").text
    assert "/cases/new" not in signed_in("city").get("/queue").text
    assert signed_in("city").get("/cases/new").status_code == 403


def test_form_offers_own_organisation_and_objects_of_the_prefecture(
    world: World, signed_in: Visitors
) -> None:
    page = signed_in("app").get(f"/cases/new?round={world.open_round()}").text
    assert f'value="{FIRM}"' in page
    assert FIRM2 not in page
    assert set(re.findall(r'value="(OBJ\d)"', page)) == {"OBJ1", "OBJ3"}


def test_application_is_told_first_and_begun_once(world: World, signed_in: Visitors) -> None:
    path, app = f"/cases/new?round={world.open_round()}", signed_in("app")
    before = world.counts()
    told = app.post(path, {**SENT, "key": "k"})
    assert told.status_code == 200
    assert f'name="applicant" value="{FIRM}"' in told.text
    assert world.counts() == before
    answers = [app.post(path, {**SENT, "key": "k", "step": "do"}) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert {each.headers["location"] for each in answers} == {"/apply/standard-2020-0001?did=open"}
    assert world.counts()["case_file"] == 1
    assert world.state("case:standard-2020-0001") == "submission"
    assert "已办理" in app.get("/apply/standard-2020-0001?did=open").text


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"applicant": FIRM}, {"applicant": FIRM, "object_no": "none"}, {"applicant": FIRM2, "object_no": "OBJ1"},
        {"applicant": "字" * 3000, "object_no": "OBJ1"}, {"applicant": FIRM, "object_no": "bad \x00"},
        {"applicant": CITY, "object_no": "OBJ1"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_form_again(
    world: World, signed_in: Visitors, sent: dict[str, str]
) -> None:
    path, app = f"/cases/new?round={world.open_round()}", signed_in("app")
    before = world.counts()
    answer = app.post(path, {**sent, "step": "do"})
    assert answer.status_code == 422, answer.text
    assert 'name="object_no"' in answer.text
    assert 'role="alert"' in answer.text
    assert world.counts() == before


def test_what_is_missing_or_unknown_is_said_beside_its_field(world: World, signed_in: Visitors) -> None:
    path, app = f"/cases/new?round={world.open_round()}", signed_in("app")
    empty = app.post(path, {}).text
    assert all(re.search(rf'id="f-{name}-wrong">\s*请填写', empty) for name in ("applicant", "object_no"))
    unknown = app.post(path, {"applicant": FIRM, "object_no": "OBJ9"}).text
    assert re.search(r'id="f-object_no-wrong">[^<]*OBJ9', unknown)


def test_round_that_is_not_there_or_not_open_is_not_found(signed_in: Visitors) -> None:
    app = signed_in("app")
    assert app.get("/cases/new?round=none").status_code == 404
    assert app.post("/cases/new?round=none", SENT).status_code == 404
    assert app.post("/cases/new", SENT).status_code == 404


def test_declared_facts_are_chosen(world: World, signed_in: Visitors) -> None:
    land = shandong(world)
    people.enter(
        world.service,
        organisations=[organisation(code(101), "运营机构", "370102")],
        objects=[
            {"no": "C1", "programme": land.programme, "kind": "cluster", "name": "集群", "region": "370102"}
        ],
        **someone("o1", code(101), "applicant", world.now),
    )
    path, operator = f"/cases/new?round={land.round_no}", signed_in("o1")
    assert "空天信息" in operator.get(path).text
    sent = {"applicant": code(101), "object_no": "C1", "step": "do"}
    assert operator.post(path, sent).status_code == 422
    assert operator.post(path, {**sent, "main_field": "空天信息"}).status_code == 303
