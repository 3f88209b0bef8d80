"""Papers on the console: who gets which file, and what is told where one cannot be made."""

from io import BytesIO
from pathlib import Path

import docx
import pytest

from casework.printing.press import Press
from models.tables import object as object_table
from tests.web.conftest import Visitors
from tests.world import World


@pytest.fixture
def ended(world: World) -> str:
    """A case that the province turned down: its number."""
    case = world.bring("province_review")
    world.act(case, "reject", "prov", reason="规模不足")
    return case[5:]


@pytest.fixture
def title(world: World, tmp_path: Path) -> str:
    """A title in force, in a house that signs."""
    world.service.press = Press(keys=tmp_path / "keys", address="https://shenbao.example.org")
    world.bring("certified")
    return "standard-T0001"


def test_paper_comes_as_docx_with_what_the_officer_gave(signed_in: Visitors, ended: str) -> None:
    answer = signed_in("prov").get(
        f"/papers/case/{ended}/result.docx?no=甲函〔2020〕1号&day=2020-03-01&note=联系人：某"
    )
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    said = "\n".join(each.text for each in docx.Document(BytesIO(answer.content)).paragraphs)
    for each in ("甲函〔2020〕1号", "2020年3月1日", "联系人：某", "理由：规模不足"):
        assert each in said, each


@pytest.mark.usefixtures("fonts")
def test_paper_comes_as_pdf(signed_in: Visitors, ended: str) -> None:
    answer = signed_in("prov").get(f"/papers/case/{ended}/result.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")


def test_page_offers_what_one_s_own_body_issues(signed_in: Visitors, ended: str) -> None:
    assert "结果通知" in signed_in("prov").get(f"/papers/case/{ended}").text
    for person in ("city", "admin"):
        page = signed_in(person).get(f"/papers/case/{ended}")
        assert page.status_code == 200
        assert "目前没有由您单位印发的公文" in page.text
        assert "<li>结果通知：省级主管部门</li>" in page.text
        assert "result.pdf" not in page.text
    assert signed_in("city2").get(f"/papers/case/{ended}").status_code == 404
    assert signed_in("app").get(f"/papers/case/{ended}").status_code == 403


def test_paper_of_another_body_is_refused(signed_in: Visitors, ended: str) -> None:
    answer = signed_in("city").get(f"/papers/case/{ended}/result.docx")
    assert answer.status_code == 422
    assert "只有省级主管部门的经办人可以印制" in answer.text


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("day=20200301", "请写成 2025-06-20"), ("day=2020-02-30", "请写成"), ("day=0001-01-01", "请写成"),
        ("no=" + "号" * 61, "最多 60 字"), ("note=" + "注" * 201, "最多 200 字"), ("no=%00", "不能印刷"),
        ("note=a%0Ab", "不能印刷"), ("no=%F0%9F%98%80", "U+1F600"), ("issuer=113700000000000042", "只有"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_and_the_rest_is_kept(
    signed_in: Visitors, ended: str, asked: str, said: str
) -> None:
    kept = "" if asked.startswith("note") else "&note=留着"
    answer = signed_in("prov").get(f"/papers/case/{ended}/result.pdf?{asked}{kept}")
    assert answer.status_code == 422
    assert said in answer.text
    assert not kept or "留着" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "case/none/result.pdf", "case/{no}/none.pdf", "case/{no}/result.txt", "case/{no}/result", "none/{no}",
        "programme/standard", "list/none", "round/none", "title/none", "case/{no}/reply.pdf",
        "case/{no}/certificate.pdf", "case/{no}/result.pdf?day=" + "1" * 3000, "case/" + "1" * 200,
        "case/{no}/" + "1" * 99,
    ],
)  # fmt: skip
def test_what_is_not_there_is_never_an_error_of_the_house(signed_in: Visitors, ended: str, path: str) -> None:
    assert signed_in("prov").get(f"/papers/{path.format(no=ended)}").status_code in (400, 404, 422)


def test_hostile_name_is_written_as_it_is(world: World, signed_in: Visitors, ended: str) -> None:
    hostile = "<script>alert(1)</script>{{ 7*7 }}=cmd()"
    with world.store.writing() as connection:
        connection.execute(object_table.update().where(object_table.c.no == "OBJ1").values(name=hostile))
    answer = signed_in("prov").get(f"/papers/case/{ended}/result.docx")
    said = "\n".join(each.text for each in docx.Document(BytesIO(answer.content)).paragraphs)
    assert hostile in said
    assert "<script>alert" not in signed_in("prov").get(f"/papers/case/{ended}").text


def test_machine_without_a_font_tells_which_package(
    signed_in: Visitors, ended: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("papers.fonts.FOLDERS", (tmp_path,))
    answer = signed_in("prov").get(f"/papers/case/{ended}/result.pdf")
    assert answer.status_code == 422
    assert "fonts-noto-cjk" in answer.text
    assert signed_in("prov").get(f"/papers/case/{ended}/result.docx").status_code == 200


def test_links_lead_to_the_papers(world: World, signed_in: Visitors, title: str) -> None:
    case = "standard-2020-0001"
    for path, link in (
        (f"/cases/{case}", f"/papers/case/{case}"), (f"/titles/{title}", f"/papers/title/{title}"),
        ("/lists/standard-2020-R1-L01", "/papers/list/standard-2020-R1-L01"),
        ("/rounds/standard-2020-R1", "/papers/round/standard-2020-R1"),
    ):  # fmt: skip
        assert f'href="{link}"' in signed_in("prov").get(path).text, path
        assert signed_in("prov").get(link).status_code == 200
        assert f'href="{link}"' not in signed_in("app").get(path).text


@pytest.mark.usefixtures("fonts")
def test_certificate_is_printed_and_looked_up(world: World, signed_in: Visitors, title: str) -> None:
    answer = signed_in("prov").get(f"/papers/title/{title}/certificate.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    page = signed_in.nobody().get(f"/certificates/{title}")
    assert page.status_code == 200
    for said in ("该证书所载称号有效", "OBJ1", "甲申报单位", "省级主管部门", "示范称号"):
        assert said in page.text, said
    assert "max-age" in page.headers["cache-control"]
    keys = signed_in.nobody().get("/certificates/keys").json()
    assert [each["signs"] for each in keys["keys"]] == [True]
    assert f'href="/certificates/{title}"' in signed_in.nobody().get(f"/public/titles/{title}").text


@pytest.mark.usefixtures("fonts")
def test_private_key_that_is_gone_is_told_without_its_place(
    world: World, signed_in: Visitors, title: str, tmp_path: Path
) -> None:
    assert signed_in("prov").get(f"/papers/title/{title}/certificate.pdf").status_code == 200
    for key in (tmp_path / "keys").iterdir():
        key.unlink()
    answer = signed_in("prov").get(f"/papers/title/{title}/certificate.pdf")
    assert answer.status_code == 422
    assert "签名密钥不可用" in answer.text
    assert str(tmp_path) not in answer.text


def test_certificate_of_a_title_that_has_ended_says_so(world: World, signed_in: Visitors, title: str) -> None:
    from sqlalchemy import update

    from models.tables import title as table

    with world.store.writing() as connection:
        connection.execute(update(table).values(state="revoked", ended_on=world.now.date()))
    page = signed_in.nobody().get(f"/certificates/{title}").text
    assert "该称号已终止，证书不再有效" in page
    assert signed_in("prov").get(f"/papers/title/{title}/certificate.pdf").status_code == 404


def test_unknown_certificate_is_not_there(signed_in: Visitors) -> None:
    assert signed_in.nobody().get("/certificates/none").status_code == 404
    assert signed_in.nobody().get("/certificates/keys").json()["keys"] == []
