"""Papers gathered from the record: which there are, who may print them, what they say."""

from datetime import date
from pathlib import Path

import pytest

from casework.printing.asking import Given, NoIssuer, NotForYou
from casework.printing.certificates import revocations, show_certificate
from casework.printing.press import Press
from casework.printing.printing import document, docx, papers_for, pdf
from casework.printing.signing_keys import public_keys
from casework.refused import NotFound
from papers.certificate import Verdict, read_revocations, verify
from papers.document import Document, texts
from papers.errors import FontMissing
from papers.fonts import find_fonts
from tests.guiyang import base, guiyang
from tests.lands import Land, papers
from tests.proofs import row
from tests.shandong import cluster, recommend, shandong
from tests.world import CITY, World
from tests.zones import Zones


def said(world: World, subject: str, kind: str, person: str = "", given: Given | None = None) -> str:
    """Everything that a paper says."""
    return "\n".join(texts(made(world, subject, kind, person, given)))


def made(world: World, subject: str, kind: str, person: str = "", given: Given | None = None) -> Document:
    """A paper."""
    return document(world.service, subject, kind, given or Given(), person, world.now)


def kinds(world: World, subject: str, person: str = "") -> list[str]:
    """The papers that a person may print."""
    return [each.kind for each in papers_for(world.service, subject, person, world.now) if each.issuers]


@pytest.fixture
def signing(world: World, tmp_path: Path) -> World:
    """The small world with a folder for keys and public pages."""
    world.service.press = Press(keys=tmp_path / "keys", address="https://shenbao.example.org")
    return world


def test_recommendation_names_the_cases_by_their_rank(world: World) -> None:
    land = shandong(world)
    first, second = (land.bring(cluster(land), "recommendation") for _ in range(2))
    subject = f"round:{land.round_no}"
    assert kinds(world, subject) == []  # nobody has recommended anything
    for case, rank in ((first, 2), (second, 1)):
        land.act(case, "recommend", "city", rank=rank, materials=papers("summary", "letter"))
    assert kinds(world, subject) == ["recommendation", "summary"]
    text = said(world, subject, "recommendation")
    assert text.index("运营机构2") < text.index("运营机构1")
    assert "按推荐顺序排列" in text
    assert "真实性、合规性" in text
    assert "主要指标" in said(world, subject, "summary")


def test_recommendation_is_printed_by_the_body_s_own_officers(world: World) -> None:
    land = shandong(world)
    recommend(land, land.bring(cluster(land), "recommendation"))
    recommend(land, land.bring(cluster(land, "370202"), "recommendation"))
    subject = f"round:{land.round_no}"
    assert kinds(world, subject, "city") == ["recommendation", "summary"]
    assert kinds(world, subject, "prov") == []
    with pytest.raises(NoIssuer):
        made(world, subject, "recommendation")
    (code,) = papers_for(world.service, subject, "city", world.now)[0].issuers
    assert made(world, subject, "recommendation", given=Given(issuer=code)).issuers
    with pytest.raises(NotForYou):
        made(world, subject, "recommendation", "prov", Given(issuer=code))


def test_joint_case_is_recommended_by_each_city(guangdong: Zones, joint: str) -> None:
    guangdong.recommend(joint, "guangzhou")
    guangdong.recommend(joint, "foshan")
    subject = f"round:{guangdong.rounds[-1]}"
    for person in ("guangzhou", "foshan"):
        (letter, _) = papers_for(guangdong.service, subject, person, guangdong.now)
        assert len(letter.issuers) == 1
    assert len(papers_for(guangdong.service, subject, "", guangdong.now)[0].issuers) == 2


def test_notice_tells_the_window_as_it_was_published(world: World) -> None:
    case = world.bring("publicity.open")
    text = said(world, world.list_of(case), "notice", "prov")
    found = row(world, "name_list", no=world.list_of(case)[5:])
    for day in (found.window_first, found.window_last):
        assert f"{day.year}年{day.month}月{day.day}日" in text
    assert "5个工作日" in text
    assert "OBJ1" in text
    assert kinds(world, world.list_of(case), "city") == []
    with pytest.raises(NotForYou):
        made(world, world.list_of(case), "notice", "city")


def test_notice_names_its_page_where_everybody_reaches_it(world: World) -> None:
    listed = world.list_of(world.bring("publicity.open"))
    for address, named in (("http://127.0.0.1:8000", False), ("https://shenbao.example.org", True)):
        world.service.press = Press(address=address)
        assert (f"{address}/public/notices/{listed[5:]}" in said(world, listed, "notice")) is named


def test_list_that_is_not_out_has_no_notice(world: World) -> None:
    case = world.bring("publicity")
    assert kinds(world, world.list_of(case)) == []
    with pytest.raises(NotFound):
        made(world, world.list_of(case), "notice")


def test_result_is_told_to_the_applicant_with_its_reason(world: World) -> None:
    case = world.bring("province_review")
    assert kinds(world, case) == []
    world.act(case, "reject", "prov", reason="规模不足")
    text = said(world, case, "result", "prov", Given("甲函〔2020〕1号", "联系人：某", date(2020, 3, 1)))
    for each in (
        "甲申报单位",
        "OBJ1",
        "未通过",
        "理由：规模不足",
        "甲函〔2020〕1号",
        "联系人：某",
        "省级主管部门",
    ):
        assert each in text, each
    assert made(world, case, "result", "prov", Given(day=date(2020, 3, 1))).day == date(2020, 3, 1)
    assert kinds(world, case, "city") == []


def test_reply_is_a_letter_of_the_programmes_that_give_one(guangdong: Zones, world: World) -> None:
    certified = world.bring("certified")
    assert kinds(world, certified) == ["result"]
    assert "被认定为示范称号" in said(world, certified, "result")


def test_reply_bears_the_number_of_the_formal_letter(guangdong: Zones) -> None:
    case = guangdong.apply("fs4")
    guangdong.submit(case, "fs4")
    guangdong.accept(case, "foshan", "真实性")
    guangdong.recommend(case, "foshan")
    guangdong.score(case)
    today = guangdong.now.date()
    guangdong.act(case, "schedule_defence", "prov", due=today)
    guangdong.act(case, "pass_defence", "prov", held_on=today)
    guangdong.act(case, "pass_site_check", "prov", visited_on=today)
    guangdong.act(case, "select", "prov")
    guangdong.act(guangdong.list_of(case), "publish", "prov")
    guangdong.advance(12)
    guangdong.act(case, "certify", "prov", letter_no="粤工信函〔2019〕8号")
    assert kinds(guangdong, case, "prov") == ["result", "reply"]
    paper = made(guangdong, case, "reply", "prov")
    assert paper.number == "粤工信函〔2019〕8号"
    assert "同意认定" in "".join(texts(paper))


@pytest.fixture
def failed(world: World) -> tuple[Land, str, str]:
    """A base of Guiyang's whose assessment failed and that is to rectify: the land, the assessment, the title."""
    land = guiyang(world)
    case = land.bring(base(land), "certified")
    title = f"title:{row(world, 'title', case_no=case[5:]).no}"
    found = land.act(title, "open_assessment_out_of_turn", "bureau", reason="群众反映").also[0]
    land.act(found, "submit", "district")
    land.act(found, "dispense_with_site_check", "bureau", reason="材料充分")
    due = land.world.now.date().replace(month=12, day=31).isoformat()
    items = [{"item": "产业发展", "finding": "企业数下降"}]
    land.act(found, "grade", "bureau", grade="不合格", due=due, items=items)
    return land, found, title


def test_rectification_order_tells_by_when_and_what(failed: tuple[Land, str, str]) -> None:
    land, case, _ = failed
    assert kinds(land.world, case, "bureau") == ["rectification"]
    text = said(land.world, case, "rectification", "bureau")
    for each in ("12月31日前（含当日）", "产业发展：企业数下降", "不合格", "将按程序取消", "综合考评"):
        assert each in text, each
    assert kinds(land.world, case, "district") == []


def test_revocation_is_decided_by_one_body_and_agreed_to_by_another(failed: tuple[Land, str, str]) -> None:
    land, case, title = failed
    land.act(case, "report_rectification", "district", report="已整改")
    land.act(case, "refuse_rectification", "bureau", reason="未达标")
    land.act(case, "state_defence", "district", statement="有困难")
    land.act(case, "propose_removal", "bureau", reason="整改不合格")
    land.act(case, "agree_removal", "office")
    paper = made(land.world, case, "revocation", "bureau")
    text = "".join(texts(paper))
    for each in ("整改验收不合格", "陈述申辩意见已听取", "同意，决定自", title[6:]):
        assert each in text, each
    assert kinds(land.world, title, "bureau") == []  # the certificate of what has ended is not printed


@pytest.mark.usefixtures("fonts")
def test_certificate_is_genuine_until_the_title_ends(signing: World) -> None:
    case = signing.bring("certified")
    number = row(signing, "title", case_no=case[5:]).no
    assert kinds(signing, f"title:{number}", "prov") == ["certificate"]
    made_file = pdf(signing.service, f"title:{number}", "certificate", Given(), "prov", signing.now)
    keys = {each.id: each.verifying for each in public_keys(signing.service)}
    today = signing.now.date()
    found = verify(made_file, keys, today)
    assert (found.verdict, found.facts["no"], found.facts["issuer"]) == (
        Verdict.GENUINE,
        number,
        "省级主管部门",
    )
    assert show_certificate(signing.service, number, signing.now).valid(today)
    ended, _ = read_revocations(revocations(signing.service, signing.now), keys)
    assert ended == {}
    with pytest.raises(NotForYou):
        pdf(signing.service, f"title:{number}", "certificate", Given(), "city", signing.now)
    with pytest.raises(NotFound):
        docx(signing.service, f"title:{number}", "certificate", Given(), "prov", signing.now)


@pytest.mark.usefixtures("fonts")
@pytest.mark.long
def test_revoked_title_says_so_on_its_page_and_in_the_list(
    failed: tuple[Land, str, str], tmp_path: Path
) -> None:
    land, case, title = failed
    world = land.world
    world.service.press = Press(keys=tmp_path / "keys", address="https://shenbao.example.org")
    made_file = pdf(world.service, title, "certificate", Given(), "bureau", world.now)
    land.act(case, "report_rectification", "district", report="已整改")
    land.act(case, "refuse_rectification", "bureau", reason="未达标")
    land.act(case, "state_defence", "district", statement="有困难")
    land.act(case, "propose_removal", "bureau", reason="整改不合格")
    land.act(case, "agree_removal", "office")
    keys = {each.id: each.verifying for each in public_keys(world.service)}
    ended, _ = read_revocations(revocations(world.service, world.now), keys)
    assert verify(made_file, keys, world.now.date(), ended).verdict is Verdict.REVOKED
    assert not show_certificate(world.service, title[6:], world.now).valid(world.now.date())


def test_same_record_gives_the_same_bytes(world: World) -> None:
    case = world.bring("province_review")
    world.act(case, "reject", "prov", reason="规模不足")
    asked = (world.service, case, "result", Given(), "prov", world.now)
    assert docx(*asked) == docx(*asked)


def test_paper_as_pdf_needs_a_font(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    case = world.bring("province_review")
    world.act(case, "reject", "prov", reason="规模不足")
    monkeypatch.setattr("papers.fonts.FOLDERS", (tmp_path,))
    with pytest.raises(FontMissing):
        find_fonts()
    with pytest.raises(FontMissing):
        pdf(world.service, case, "result", Given(), "prov", world.now)
    assert docx(world.service, case, "result", Given(issuer=""), "prov", world.now)


def test_unknown_paper_and_foreign_issuer_are_refused(world: World) -> None:
    case = world.bring("province_review")
    world.act(case, "reject", "prov", reason="规模不足")
    with pytest.raises(NotFound, match="result"):
        made(world, case, "reply")
    with pytest.raises(NotForYou):
        made(world, case, "result", "", Given(issuer=CITY))
