"""Shandong and Guiyang in the small world: their offices and applicants, and the usual way of their cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from casework import applications, calls, people, programmes
from casework.acting import Done
from tests.world import CITY, CITY2, EXPERTS, PROVINCE, World, code

PROGRAMMES = Path(__file__).parents[1] / "programmes"
SHANDONG = "shandong_digital_clusters_2025"
GUIYANG = "guiyang_bigdata_bases"
YANTAI, BUREAU, OFFICE, DISTRICT, BASE_OPERATOR = (code(n) for n in range(30, 35))
JUDGED = ("standing", "positioning", "chain.3", "services", "support", "safety")
CLUSTER_FIGURES = {
    "revenue": 50, "firms": 20, "leaders": 1, "backbones": 3, "national": 1, "provincial": 0, "ip": 1000,
    "research": 300, "sales": 10000,
}  # fmt: skip
BASE_FIGURES = {"firms": 20, "companies": 40, "software": 30000, "revenue": 100000, "area": 20000}
BASE_PAPERS = (
    "report",
    "plan",
    "overall",
    "firms",
    "services",
    "projects",
    "licence",
    "policies",
    "evidence",
)
COMPLETION_PAPERS = ("overall", "firms", "services", "projects")


def papers(*names: str, **more: Any) -> list[dict[str, Any]]:
    """Papers as they are handed in."""
    return [{"material": name, **more} for name in names]


def figures(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Figures as they are stated."""
    return [{"indicator": name, "value": value} for name, value in values.items()]


def judged(*criteria: str, met: bool = True) -> list[dict[str, Any]]:
    """Judgements as a reviewer makes them."""
    return [{"criterion": name, "met": met, "reason": "核实"} for name in criteria]


@dataclass
class Land:
    """A programme in the world, with an open round; subjects are written in full, as `case:NO`."""

    world: World
    programme: str
    round_no: str
    steps: Mapping[str, Callable[[Land, str], Any]]
    counted: int = 0
    homes: dict[str, str] = field(default_factory=dict)

    def act(self, subject: str, action: str, person: str, **payload: Any) -> Done:
        """Carry out one action now."""
        return self.world.act(subject, action, person, **payload)

    def apply(self, person: str, applicant: str, object_no: str, **more: Any) -> str:
        """Begin a case."""
        application = applications.Application(self.round_no, applicant, object_no, **more)
        return applications.apply(self.world.service, application, self.world.asked("open", person)).subject

    def bring(self, case: str, state: str) -> str:
        """Take the usual way of a case until it stands in `state`."""
        for _ in range(40):
            here = self.world.state(case)
            if here == state:
                return case
            self.steps[here](self, case)
        raise ValueError(f"{case} does not come to “{state}”")


def enter(world: World, programme: str, day: date, mandates: list[tuple[str, str, str]], **rows: Any) -> None:
    """Enter a programme with its people."""
    world.now = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    programmes.enter_programme(world.service, PROGRAMMES / programme, world.now)
    acts = [
        {"organisation_code": at, "programme": programme, "body": body, "region": r}
        for at, body, r in mandates
    ]
    people.enter(world.service, mandates=acts, **rows)


def someone(no: str, at: str, role: str, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """A person with one role, as rows to enter."""
    return {
        "people": [{"no": no, "name": no, "organisation_code": at}],
        "grants": [{"person_no": no, "role": role, "organisation_code": at, "granted_at": now}],
    }


def organisation(
    at: str, name: str, region: str, kind: str = "operator", level: str = "none"
) -> dict[str, Any]:
    """An organisation, as a row to enter."""
    return {"code": at, "name": name, "kind": kind, "level": level, "region": region, "parent_code": None}


# Shandong ----------------------------------------------------------------------------------------------------------


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
    from tests.proofs import row

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
        land.act(case, "score", who, score=80)


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

# Guiyang -----------------------------------------------------------------------------------------------------------

ROUND = {
    "apply.submission.due": "60 days after round.opened",
    "apply.publicity.length": "5 workdays",
    "apply.publicity.where": "市大数据局官方网站",
}


def guiyang(world: World, day: date = date(2020, 3, 2)) -> Land:
    """The measures: a district (`district`), the bureau (`bureau`), the office (`office`, an approver), experts."""
    roster: dict[str, list[dict[str, Any]]] = {"people": [], "grants": []}
    start = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    for no, at, role in (
        ("bureau", BUREAU, "officer"),
        ("office", OFFICE, "approver"),
        ("district", DISTRICT, "applicant"),
    ):
        for name, given in someone(no, at, role, start).items():
            roster[name] += given
    enter(
        world, GUIYANG, day,
        [
            (BUREAU, "bureau", "5201"), (OFFICE, "office", "5201"),
            *((code(10 + n), "experts", "52") for n in range(len(EXPERTS))),
        ],
        organisations=[
            organisation(BUREAU, "市大数据局", "520100", "authority", "city"),
            organisation(OFFICE, "领导小组办公室", "520100", "office", "city"),
            organisation(DISTRICT, "某区", "520112", "government", "county"),
        ],
        objects=[
            {"no": no, "programme": GUIYANG, "kind": "base", "name": no, "region": "520112"}
            for no in ("B1", "B2", "B3")
        ],
        **roster,
    )  # fmt: skip
    done = calls.open_round(world.service, GUIYANG, "apply", day.year, ROUND, world.asked("open", "bureau"))
    return Land(world, GUIYANG, done.subject.partition(":")[2], GUIYANG_STEPS)


def base(land: Land, object_no: str = "B1") -> str:
    """An application for a base, as a draft."""
    return land.apply("district", DISTRICT, object_no)


def _plan(land: Land, case: str) -> None:
    stated = [{**each, "planned": True} for each in figures(BASE_FIGURES)]
    land.act(case, "submit", "district", materials=papers(*BASE_PAPERS), indicators=stated)


def _file(land: Land, case: str) -> None:
    due = date(land.world.now.year, 12, 31).isoformat()
    land.act(case, "judge", "bureau", findings=judged("operator"))
    land.act(case, "accept", "bureau", due=due)


def _refresh(land: Land, case: str) -> None:
    land.act(
        case, "submit", "district", materials=papers(*COMPLETION_PAPERS), indicators=figures(BASE_FIGURES)
    )


def _initial_review(land: Land, case: str) -> None:
    land.act(case, "judge", "bureau", findings=judged("operator", "influence"))
    land.act(case, "accept", "bureau")


def _opinions(land: Land, case: str) -> None:
    for who in land.world.drawn(case):
        land.act(case, "score", who, supports=True, opinion="同意")


GUIYANG_STEPS: Mapping[str, Callable[[Land, str], Any]] = {
    "submission": _plan,
    "filing": _file,
    "construction": lambda land, case: land.act(case, "report_completion", "district"),
    "completion": _refresh,
    "initial_review": _initial_review,
    "scoring": lambda land, case: land.act(case, "freeze_panel", "bureau"),
    "scoring.draw": lambda land, case: land.world.advance(),
    "scoring.open": _opinions,
    "selection": lambda land, case: land.act(case, "select", "bureau"),
    "publicity": lambda land, case: land.act(land.world.list_of(case), "publish", "bureau"),
    "publicity.open": lambda land, case: land.world.advance(),
    "approval": lambda land, case: land.act(case, "propose", "bureau"),
    "approval.decision": lambda land, case: land.act(case, "approve", "office"),
    "certification": lambda land, case: land.act(case, "certify", "bureau", plaque_no="G1"),
    "report": lambda land, case: land.act(case, "submit", "district"),
}
