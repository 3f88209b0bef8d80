"""现场核查: a report with its photographs; what is no photograph, or comes from others, is refused."""

import re

import pytest
from httpx import Response

from casework.record.audit import verify
from casework.refused import BadInput
from casework.views.histories import history_of
from tests.web.conftest import Visitor, Visitors
from tests.world import World

JPG = b"\xff\xd8\xff\xe0" + b"photo one" * 10 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(40)
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def case(world: World) -> str:
    """A case whose site is to be checked by the province."""
    return world.bring("site_check")


def send(visitor: Visitor, case: str, *files: tuple[str, bytes]) -> Response:
    sent = [("photographs", (name, content, "image/jpeg")) for name, content in files]
    answer: Response = visitor.client.post(
        f"/inspections/{case[5:]}/photographs",
        data={"csrf": visitor.csrf},
        files=sent,
        follow_redirects=False,
    )
    return answer


def test_report_names_conditions_people_and_photographs(world: World, case: str, signed_in: Visitors) -> None:
    prov, path = signed_in("prov"), f"/inspections/{case[5:]}"
    assert f'href="{path}"' in prov.get("/queue").text
    assert f'href="{path}"' in prov.get(f"/cases/{case[5:]}").text
    answer = send(prov, case, ("厂区.jpg", JPG), ("设备.png", PNG))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?did=sent#photographs")
    page = prov.get(path).text
    assert "厂区.jpg" in page
    assert "<img" not in page
    assert set(re.findall(r'name="checked\.([^"]+)" value="true"', page)) == {
        "standing",
        "scale.1",
        "scale.2",
    }
    report = {
        "visited_on": world.now.date().isoformat(), "participants": "张三（处长）、李四", "findings": "与申报一致",
        "checked.scale.1": "true", "checked.standing": "false", "checked.standing.reason": "账册不全",
    }  # fmt: skip
    act = f"/act/case/{case[5:]}/pass_site_check"
    assert "确认办理" in prov.post(act, report).text
    assert prov.post(act, {**report, "step": "do", "key": "8" * 32}).status_code == 303
    entry = next(each for each in history_of(world.service, case) if each.action == "pass_site_check")
    assert len(entry.payload["photographs"]) == 2
    done = prov.get(path).text
    for said in ("张三（处长）", "与申报一致", "账册不全", "厂区.jpg", "设备.png", "合格"):
        assert said in done, said
    assert send(prov, case, ("晚到.jpg", JPG)).status_code == 422
    assert not verify(world.service).faults


def test_photograph_is_saved_and_never_shown_by_a_page(world: World, case: str, signed_in: Visitors) -> None:
    prov = signed_in("prov")
    send(prov, case, ("厂区.jpg", JPG))
    found = re.search(r'href="(/files/[^"]+)"', prov.get(f"/inspections/{case[5:]}").text)
    assert found
    saved = prov.get(found[1])
    assert saved.headers["content-disposition"].startswith("attachment")
    assert saved.content == JPG
    for other in ("app", "city2"):
        assert signed_in(other).get(found[1]).status_code == 404


def test_what_is_no_photograph_is_refused(world: World, case: str, signed_in: Visitors) -> None:
    prov = signed_in("prov")
    for name, content in (("报告.pdf", PDF), ("x.jpg", b"<script>"), ("y.jpg", b"MZ")):
        answer = send(prov, case, (name, content))
        assert answer.status_code == 422, name
        assert 'role="alert"' in answer.text
    assert send(prov, case).status_code in (400, 422)
    assert " <small>0</small>" in prov.get(f"/inspections/{case[5:]}").text


def test_photograph_is_withdrawn_before_the_report(world: World, case: str, signed_in: Visitors) -> None:
    prov, path = signed_in("prov"), f"/inspections/{case[5:]}"
    send(prov, case, ("厂区.jpg", JPG))
    found = re.search(r'name="file" value="([^"]+)"', prov.get(path).text)
    assert found
    assert prov.post(f"{path}/photographs/withdraw", {"file": found[1]}).status_code == 303
    assert prov.post(f"{path}/photographs/withdraw", {"file": found[1]}).status_code == 409
    assert "厂区.jpg" not in prov.get(path).text


def test_others_neither_see_nor_send(world: World, case: str, signed_in: Visitors) -> None:
    path = f"/inspections/{case[5:]}"
    assert signed_in("city2").get(path).status_code == 404
    assert send(signed_in("city2"), case, ("x.jpg", JPG)).status_code == 404
    assert "核查合格" not in signed_in("city").get(path).text
    assert send(signed_in("city"), case, ("x.jpg", JPG)).status_code == 422
    assert signed_in("app").get(path).status_code == 403


@pytest.mark.parametrize(
    "checked", [[{"criterion": "none", "met": True}], [{"criterion": "standing", "met": "yes"}], [{}]]
)
def test_finding_about_no_condition_is_refused(
    world: World, case: str, checked: list[dict[str, object]]
) -> None:
    before = world.counts()
    with pytest.raises(BadInput, match="checked"):
        world.act(case, "pass_site_check", "prov", visited_on=world.now.date(), checked=checked)
    assert world.counts() == before
