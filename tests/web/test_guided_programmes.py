"""Every programme by the guided form: whatever a party may do in a case is asked for and handed in, none apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from statemachines.library import all_ids, folder_of
from statemachines.loader import load_folder
from tests import guiyang
from tests.databases import Databases
from tests.proofs import row
from tests.shandong import cluster, shandong
from tests.shiyan import Shiyan
from tests.web.conftest import Visitors
from tests.web.guided import Guided, declared
from tests.world import World
from tests.worlds import SHIYAN, named_world
from tests.zones import GUANGDONG, YUNNAN, Zones

ASKED_FOR = {"text", "personal", "date", "number", "flag", "choice", "texts"}
RECORDS = {"materials", "indicators"}


@pytest.fixture
def world(
    databases: Databases, database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[World]:
    """The world that a test names, or the small one."""
    with named_world(databases, database_kind, tmp_path, getattr(request, "param", "")) as made:
        yield made


@pytest.fixture
def guided(signed_in: Visitors, monkeypatch: pytest.MonkeyPatch) -> Guided:
    """Parties act by the form."""
    return Guided(signed_in).take_over(monkeypatch)


@pytest.mark.parametrize("programme", all_ids())
def test_every_field_of_a_party_has_a_place_in_the_form(programme: str) -> None:
    """A new programme needs no page: what its applicants give are figures, papers, or fields of a known kind."""
    loaded = load_folder(folder_of(programme))
    parties = set(loaded.programme.parties)
    given = {
        field
        for machine in loaded.procedures.values()
        for way in machine.transitions
        if not parties.isdisjoint(way.by)
        for field in way.fields
    }
    assert {field.name for field in given if field.kind not in ASKED_FOR} <= RECORDS
    assert declared(loaded)


def all_of(programme: str) -> set[tuple[str, str, str]]:
    """What a party may do in a programme."""
    return declared(load_folder(folder_of(programme)))


def failed(world: World, year: int, *, last: bool) -> str:
    """The assessment of a year, which finds the holder wanting."""
    world.now = world.now.replace(year=year, month=3, day=15)
    world.sweep()
    case = f"case:standard-assess-{year}-0001"
    world.act(case, "submit", "app")
    more = {} if last else {"due": date(year, 5, 1)}
    world.act(case, "grade", "prov", grade="不合格", **more)
    return case


def test_standard(guided: Guided, world: World) -> None:
    world.bring("certified")
    first = failed(world, 2021, last=False)
    world.act(first, "report_rectification", "app", report="已整改")
    world.act(first, "accept_rectification", "prov")
    second = failed(world, 2022, last=True)
    world.act(second, "state_defence", "app", statement="请予考虑")
    assert guided.gone == all_of("standard")


@pytest.mark.long
def test_guiyang(guided: Guided, world: World) -> None:
    land = guiyang.guiyang(world)
    case = land.bring(guiyang.base(land), "certified")
    title = f"title:{row(world, 'title', case_no=case[5:]).no}"
    for last in (False, True):
        opened_now = land.act(
            title, "open_assessment_out_of_turn", "bureau", reason="群众反映", kind="综合考评"
        )
        (each,) = (also for also in opened_now.also if also.startswith("case:"))
        land.act(each, "submit", "district")
        land.act(each, "dispense_with_site_check", "bureau", reason="材料充分")
        land.act(each, "grade", "bureau", grade="不合格", due=date(2020, 12, 31))
        if last:
            land.act(each, "state_defence", "district", statement="申辩")
        else:
            land.act(each, "report_rectification", "district", report="已整改")
            land.act(each, "accept_rectification", "bureau")
    assert guided.gone == all_of(guiyang.GUIYANG)


@pytest.mark.long
def test_shandong(guided: Guided, world: World) -> None:
    land = shandong(world)
    land.bring(cluster(land), "recommendation")
    assert guided.gone == all_of(land.programme)


@pytest.mark.long
@pytest.mark.parametrize("world", [YUNNAN], indirect=True)
def test_yunnan(guided: Guided, world: Zones) -> None:
    case = world.apply("airport")
    world.submit(case, "airport")
    assert guided.gone == {("apply", "submission", "submit")}
    assert guided.gone <= all_of(YUNNAN)


@pytest.mark.long
@pytest.mark.parametrize("world", [GUANGDONG], indirect=True)
def test_guangdong_joint_application(guided: Guided, world: Zones) -> None:
    case = world.apply("gz6", "fs5")
    world.act(case, "join", "fs5-a")
    world.submit(case, "gz6")
    world.accept(case, "guangzhou", "真实性")
    assert guided.gone == all_of(GUANGDONG)


@pytest.mark.long
@pytest.mark.parametrize("world", [SHIYAN], indirect=True)
def test_shiyan_claim(guided: Guided, world: Shiyan) -> None:
    world.in_force()
    world.to_award("r1", {"node_firms": 100, "registrations": 1, "resolutions": 60})
    assert guided.gone == all_of("shiyan_digital_measures_2022")


@pytest.mark.parametrize("world", [SHIYAN], indirect=True)
def test_claim_asks_for_its_own_figures_and_tells_what_it_may_come_to(
    signed_in: Visitors, world: Shiyan
) -> None:
    world.in_force()
    whole, racks = world.claim("r1")[5:], world.claim("r8", "P2")[5:]
    page = signed_in("firm").get(f"/apply/{whole}/submit/figures").text
    assert "平台设备连接数" in page
    assert "在用物理机架" not in page
    assert "200万元" in page
    at = f"/apply/{racks}/submit"
    assert "待填报数据后测算" in signed_in("firm").get(f"{at}/figures").text
    said = (
        signed_in("firm")
        .post(f"{at}/check", {"indicators.racks": "1,500", "indicators.cloud_share": "１5%"})
        .text
    )
    assert "150万元" in said
    assert "200万元" in signed_in("firm").post(f"{at}/check", {"indicators.racks": "99999"}).text
    assert "工业互联网平台" in signed_in("firm").get(f"/apply/{whole}").text  # the reward, by name


@pytest.mark.parametrize("world", [GUANGDONG], indirect=True)
def test_joint_applicant_is_asked_to_confirm_and_the_lead_waits_for_it(
    signed_in: Visitors, world: Zones
) -> None:
    case = world.apply("gz6", "fs5")[5:]
    assert case in signed_in("fs5-a").get("/apply").text
    partner = signed_in("fs5-a").get(f"/apply/{case}/join/basis").text
    assert "待确认" in partner
    world.act(
        f"case:{case}", "provide", "gz6-a", materials=[{"material": "application"}, {"material": "tasks"}]
    )
    review = signed_in("gz6-a").get(f"/apply/{case}/submit/review").text
    assert "联合申报单位未全部确认" in review
    assert signed_in("fs5-a").get(f"/apply/{case}/submit/review").url.query == b"gone=yes"
    world.act(f"case:{case}", "join", "fs5-a")
    assert "已确认" in signed_in("gz6-a").get(f"/apply/{case}/submit/basis").text


def test_waiver_is_told_with_who_may_give_it(signed_in: Visitors, world: World) -> None:
    land = shandong(world)
    plain, core = cluster(land)[5:], cluster(land, main_field="人工智能")[5:]
    sent = {"indicators.revenue": "49", "indicators.firms": "19", "indicators.provincial": "3"}
    first = signed_in("o1").post(f"/apply/{plain}/submit/check", sent).text
    assert "可申请放宽" not in first
    assert "原则上要求，未达到" in first
    assert "已有其他项满足" in first  # three provincial platforms do, a national one is not needed
    second = signed_in("o2").post(f"/apply/{core}/submit/check", sent).text
    assert "可申请放宽：山东省工业和信息化厅" in second
    page = signed_in("o1").get(f"/apply/{plain}/submit/figures").text
    assert "2024年（上年度）" in page
    assert "2022—2024年合计" in page
    assert "不含“年营业收入10亿元以上领军企业数”" in page
