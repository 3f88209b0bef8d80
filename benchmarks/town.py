"""The place the benchmarks happen in: `standard` with its offices and experts, an open round, an object a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from stdnum.cn import uscc

from casework import acting, rounds
from casework.asked import Asked
from casework.entering import people, programmes
from casework.entropy import SeededEntropy
from casework.service import Service
from casework.storage.store import Store, open_store, upgrade

__all__ = ["FIRM", "OPENED", "PROGRAMME", "Town", "fill", "make_town", "object_no", "service_of"]

PROGRAMME = "standard"
OPENED = datetime(2020, 1, 6, 2, tzinfo=UTC)  # Monday, 10:00 in Shanghai
SETTINGS = {"apply.submission.due": "30 days after round.opened"}
EXPERTS = tuple(f"e{n}" for n in range(6))


def _code(number: int) -> str:
    base = f"11370000{number:09}"
    return str(base + uscc.calc_check_digit(base))


PROVINCE, CITY, FIRM = (_code(n) for n in (1, 2, 3))


@dataclass(frozen=True)
class Town:
    """A closed database, made once and copied for every run, and the round in it."""

    path: Path
    round_no: str
    cases: int


def object_no(at: int) -> str:
    """The object of the ``at``-th case; each case has its own, as the rule against duplicates asks."""
    return f"O{at}"


def service_of(store: Store) -> Service:
    """Casework with salts that repeat, so that two runs write the same rows."""
    return Service(store, SeededEntropy(1))


def make_town(path: Path, cases: int) -> Town:
    """Make the database: people and mandates, ``cases`` objects, one open round, no case yet."""
    return Town(path, fill(f"sqlite:///{path}", cases), cases)


def fill(url: str, cases: int) -> str:
    """Bring the database at an address, there or not, to where `make_town` has it; returns the number of the round."""
    with open_store(url, current=False, durable=False) as store:
        upgrade(store)
        service = service_of(store)
        programmes.enter_programme(service, Path(__file__).parents[1] / "programmes" / PROGRAMME, OPENED)
        people.enter(service, **_roster(cases))
        with store.writing() as connection:
            asked = Asked("open", "prov", OPENED + timedelta(hours=1))
            plan = rounds.opening(service, connection, PROGRAMME, "apply", 2020, SETTINGS, asked)
            done = acting.carry_out(service, connection, plan)
    return done.subject.partition(":")[2]


def _roster(cases: int) -> dict[str, list[dict[str, Any]]]:
    homes = {"prov": PROVINCE, "city": CITY, "app": FIRM}
    homes |= {person: _code(10 + at) for at, person in enumerate(EXPERTS)}
    places = {PROVINCE: ("authority", "province", "370000"), CITY: ("authority", "city", "370100")}
    places |= {FIRM: ("enterprise", "none", "370102")}
    roles = {"app": "applicant", **dict.fromkeys(EXPERTS, "expert")}
    bodies = [(PROVINCE, "province", "37"), (CITY, "prefecture", "3701")]
    bodies += [(homes[person], "experts", "37") for person in EXPERTS]
    return {
        "organisations": [
            {"code": code, "name": who, "kind": kind, "level": level, "region": region}
            for who, code in homes.items()
            for kind, level, region in (places.get(code, ("association", "none", "370000")),)
        ],
        "people": [{"no": who, "name": who, "organisation_code": code} for who, code in homes.items()],
        "grants": [
            {
                "person_no": who,
                "role": roles.get(who, "officer"),
                "organisation_code": code,
                "granted_at": OPENED,
            }
            for who, code in homes.items()
        ],
        "mandates": [
            {"organisation_code": code, "programme": PROGRAMME, "body": body, "region": region}
            for code, body, region in bodies
        ],
        "objects": [
            {
                "no": object_no(at),
                "programme": PROGRAMME,
                "kind": "object",
                "name": f"园区{at}",
                "region": "370102",
            }
            for at in range(cases)
        ],
    }
