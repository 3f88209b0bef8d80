"""Shandong in the small world: its cities, clusters with operators, and the usual way of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from casework import calls
from casework.acting import Done
from casework.entering import people
from tests.lands import Land, enter, figures, judged, organisation, papers, someone
from tests.proofs import row
from tests.world import CITY, CITY2, EXPERTS, PROVINCE, World, code

SHANDONG = "shandong_digital_clusters_2025"
YANTAI = code(30)
JUDGED = ("standing", "positioning", "chain.3", "services", "support", "safety")
POINTS = {f"points.{item}": 16 for item in ("positioning", "scale", "chain", "innovation", "services")}  # 80
CLUSTER_FIGURES = {
    "revenue": 50, "firms": 20, "leaders": 1, "backbones": 3, "national": 1, "provincial": 0, "ip": 1000,
    "research": 300, "sales": 10000,
}  # fmt: skip


def shandong(world: World, day: date = date(2025, 5, 15)) -> Land:
    """The notice of 2025: 济南 (`city`), 青岛 (`city2`), 烟台 (`city3`), the province, seven experts."""
    enter(
        world, SHANDONG, day,
        [
            (PROVINCE, "province", "37"), (CITY, "city", "3701"), (CITY2, "city", "3702"), (YANTAI, "city", "3706"),
            *((code(10 + n), "experts", "37") for n in range(len(EXPERTS))),
        ],
        organisations=[organisation(YANTAI, "丙市主管部门", "370600", "authority", "city")],
        **someone("city3", YANTAI, "officer", world.now),
    )  # fmt: skip
    settings = {"apply.submission.due": "2025-06-10"}
    done = calls.open_round(world.service, SHANDONG, "apply", day.year, settings, world.asked("open", "prov"))
    return Land(world, SHANDONG, done.subject.partition(":")[2], SHANDONG_STEPS)


def cluster(land: Land, region: str = "370102", main_field: str = "高端软件") -> str:
    """A cluster of its own with an operator of its own (`o1`, `o2`, …) and its application as a draft."""
    land.counted += 1
    no, at = f"o{land.counted}", code(100 + land.counted)
    people.enter(
        land.world.service,
        organisations=[organisation(at, f"运营机构{land.counted}", region)],
        objects=[
            {
                "no": f"C{land.counted}",
                "programme": SHANDONG,
                "kind": "cluster",
                "name": "集群",
                "region": region,
            }
        ],
        **someone(no, at, "applicant", land.world.now),
    )
    case = land.apply(no, at, f"C{land.counted}", facts={"main_field": main_field})
    land.homes[case] = no
    return case


def operator(land: Land, case: str) -> str:
    """Who applies in a case of a cluster."""
    return land.homes[case]


def office(land: Land, case: str) -> str:
    """The officer of the city a case lies in."""
    region = row(land.world, "case_file", no=case[5:]).region
    return {"3701": "city", "3702": "city2", "3706": "city3"}[region[:4]]


def _submit(land: Land, case: str) -> None:
    land.act(
        case, "submit", operator(land, case), materials=papers("application", "evidence"),
        indicators=figures(CLUSTER_FIGURES),
    )  # fmt: skip


def _city_review(land: Land, case: str) -> None:
    land.act(case, "judge", office(land, case), findings=judged(*JUDGED))
    land.act(case, "accept", office(land, case), attests=["真实性", "合规性"])


def _province_review(land: Land, case: str) -> None:
    land.act(case, "judge", "prov", findings=judged(*JUDGED))
    land.act(case, "accept", "prov")


def recommend(land: Land, case: str) -> Done:
    """Recommend a case with its two papers."""
    return land.act(case, "recommend", office(land, case), materials=papers("summary", "letter"))


def _panel(land: Land, case: str) -> None:
    land.act(case, "freeze_panel", "prov")


def _scores(land: Land, case: str) -> None:
    for who in land.world.drawn(case):
        land.world.let_score(case, who, **POINTS)


SHANDONG_STEPS: Mapping[str, Callable[[Land, str], Any]] = {
    "submission": _submit,
    "city_review": _city_review,
    "recommendation": recommend,
    "province_review": _province_review,
    "scoring": _panel,
    "scoring.draw": lambda land, case: land.world.advance(),
    "scoring.open": _scores,
    "site_check": lambda land, case: land.act(case, "dispense_with_site_check", "prov", reason="材料充分"),
    "selection": lambda land, case: land.act(case, "select", "prov"),
    "publicity": lambda land, case: land.act(land.world.list_of(case), "publish", "prov"),
    "publicity.open": lambda land, case: land.world.advance(),
    "certification": lambda land, case: land.act(case, "certify", "prov"),
}
