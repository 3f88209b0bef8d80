"""Guiyang in the small world: district, bureau and office, and the usual way of a base."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from casework import calls
from casework.entering import programmes
from tests.lands import PROGRAMMES, Land, enter, figures, judged, organisation, papers, someone
from tests.world import EXPERTS, World, code

GUIYANG = "guiyang_bigdata_bases"
BUREAU, OFFICE, DISTRICT = (code(n) for n in range(31, 34))
BASE_FIGURES = {"firms": 20, "companies": 40, "software": 30000, "revenue": 100000, "area": 20000}
BASE_PAPERS = (
    "report", "plan", "overall", "firms", "services", "projects", "licence", "policies", "evidence",
)  # fmt: skip
COMPLETION_PAPERS = ("overall", "firms", "services", "projects")
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
        land.world.let_score(case, who, supports=True, opinion="同意")


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


def switched(world: World, folder: Path, old: str, new: str) -> Land:
    """The programme with one switch thrown."""
    land = guiyang(world)
    folder = folder / GUIYANG
    folder.mkdir()
    text = (PROGRAMMES / GUIYANG / "programme.yaml").read_text("utf-8")
    assert old in text
    (folder / "programme.yaml").write_text(text.replace(old, new), "utf-8")
    (folder / "sources.yaml").write_text((PROGRAMMES / GUIYANG / "sources.yaml").read_text("utf-8"), "utf-8")
    programmes.enter_programme(world.service, folder, world.now)
    done = calls.open_round(world.service, GUIYANG, "apply", 2020, ROUND, world.asked("open", "bureau"))
    land.round_no = done.subject.partition(":")[2]
    return land
