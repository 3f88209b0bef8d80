"""A small world for tests: the programme `standard` with its offices, experts and two applicants, on a virtual clock.

`tests/conftest.py` offers it as the fixture `world`; everything in it goes through `casework`, as in service.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from stdnum.cn import uscc

from casework import acting, applications, calls
from casework.acting import Done
from casework.asked import Asked
from casework.clock.firing import Fired
from casework.clock.sweeping import sweep
from casework.entering import people, programmes
from casework.entropy import SeededEntropy
from casework.service import Service
from casework.storage.store import Store, open_store, upgrade
from files.store import FileStore
from models.base import metadata
from models.tables import panel_member

START = datetime(2020, 1, 6, 2, tzinfo=UTC)  # Monday, 10:00 in Shanghai
SETTINGS = {"apply.submission.due": "30 days after round.opened"}
PAPERS = [{"material": "application"}, {"material": "evidence"}]
FIGURES = [{"indicator": "firms", "value": 12}, {"indicator": "revenue", "value": 20000}]
STANDARD = Path(__file__).parents[1] / "programmes" / "standard"


def code(number: int) -> str:
    """An invented 统一社会信用代码 with a right check digit."""
    base = f"11370000{number:09}"
    return base + uscc.calc_check_digit(base)


PROVINCE, CITY, CITY2, FIRM, FIRM2 = (code(n) for n in range(1, 6))
EXPERTS = tuple(f"e{n}" for n in range(1, 8))


def roster() -> dict[str, list[dict[str, Any]]]:
    """Who there is: `prov`, `city` (济南), `city2` (青岛), `app`, `app2`, experts `e1`…`e7`, objects `OBJ1`…`OBJ3`."""
    schools = {person: code(10 + n) for n, person in enumerate(EXPERTS)}
    organisations = [
        _organisation(PROVINCE, "省级主管部门", "authority", "province", "370000"),
        _organisation(CITY, "甲市主管部门", "authority", "city", "370100", PROVINCE),
        _organisation(CITY2, "乙市主管部门", "authority", "city", "370200", PROVINCE),
        _organisation(FIRM, "甲申报单位", "enterprise", "none", "370102"),
        _organisation(FIRM2, "乙申报单位", "enterprise", "none", "370202"),
        *(_organisation(at, f"{no} 所在单位", "association", "none", "370000") for no, at in schools.items()),
    ]
    homes = {"prov": PROVINCE, "city": CITY, "city2": CITY2, "app": FIRM, "app2": FIRM2, **schools}
    roles = {"app": "applicant", "app2": "applicant", **dict.fromkeys(schools, "expert")}
    bodies = [(PROVINCE, "province", "37"), (CITY, "prefecture", "3701"), (CITY2, "prefecture", "3702")]
    bodies += [(at, "experts", "37") for at in schools.values()]
    return {
        "organisations": organisations,
        "people": [{"no": no, "name": no, "organisation_code": at} for no, at in homes.items()],
        "grants": [
            {"person_no": no, "role": roles.get(no, "officer"), "organisation_code": at, "granted_at": START}
            for no, at in homes.items()
        ],
        "mandates": [
            {"organisation_code": at, "programme": "standard", "body": body, "region": region}
            for at, body, region in bodies
        ],
        "objects": [
            {"no": no, "programme": "standard", "kind": "object", "name": no, "region": region}
            for no, region in {"OBJ1": "370102", "OBJ2": "370202", "OBJ3": "370102"}.items()
        ],
    }


def _organisation(no: str, name: str, kind: str, level: str, region: str, parent: str | None = None) -> Any:
    return {
        "code": no, "name": name, "kind": kind, "level": level, "region": region, "parent_code": parent,
    }  # fmt: skip


def make_world(url: str) -> None:
    """Make the database of the world, before anything has happened in it."""
    with open_store(url, current=False, durable=False) as store:
        upgrade(store)
        service = Service(store, SeededEntropy(1))
        programmes.enter_programme(service, STANDARD, START)
        people.enter(service, **roster())


@dataclass
class World:
    """The service of one test, and the moment it is there. Subjects are written in full, as `case:NO`."""

    service: Service
    url: str
    now: datetime = START
    rounds: list[str] = field(default_factory=list)

    @property
    def store(self) -> Store:
        """The database of this world."""
        return self.service.store

    def asked(self, action: str, person: str, **payload: Any) -> Asked:
        """A command at this moment."""
        return Asked(action, person, self.now, payload)

    def open_round(self, person: str = "prov", year: int | None = None, **settings: Any) -> str:
        """Open a round of `apply`; returns its number."""
        given = {**SETTINGS, **settings}
        asked, when = self.asked("open", person), year or self.now.year
        done = calls.open_round(self.service, "standard", "apply", when, given, asked)
        self.rounds.append(done.subject.partition(":")[2])
        return self.rounds[-1]

    def new_case(self, person: str = "app", object_no: str = "OBJ1", applicant: str = "") -> str:
        """Begin a case in the last round, which is opened where there is none; returns `case:NO`."""
        round_no = self.rounds[-1] if self.rounds else self.open_round()
        whose = applicant or {"app": FIRM, "app2": FIRM2}.get(person, FIRM)
        application = applications.Application(round_no, whose, object_no)
        return applications.apply(self.service, application, self.asked("open", person)).subject

    def act(self, subject: str, action: str, person: str, **payload: Any) -> Done:
        """Carry out one action now."""
        return acting.act(self.service, subject, self.asked(action, person, **payload))

    def let_score(self, case: str, expert: str, **given: Any) -> Done:
        """An expert declares to have no tie, unless that was done, and scores."""
        if expert in self.drawn(case, undeclared=True):
            self.act(case, "declare_no_conflict", expert)
        return self.act(case, "score", expert, **given)

    def sweep(self) -> list[Fired]:
        """Let the clock do all it has to do now."""
        return sweep(self.service, self.now).timers.timers

    def advance(self, days: int = 1) -> list[Fired]:
        """Go on day by day, with a sweep each day; returns what the clock did."""
        done: list[Fired] = []
        for _ in range(days):
            self.now += timedelta(days=1)
            done += self.sweep()
        return done

    def bring(self, state: str, person: str = "app", object_no: str = "OBJ1") -> str:
        """Begin a case and bring it along the usual way until it stands in `state`; returns `case:NO`.

        Known: submission, prefecture_review, province_review, scoring, scoring.open, site_check, selection, publicity,
        publicity.open, certification, certified.
        """
        case = self.new_case(person, object_no)
        for reached, step in self._way(case, person):
            if reached == state:
                return case
            step()
        if self.state(case) == state:
            return case
        raise ValueError(f"{case} does not come through “{state}”, it is in “{self.state(case)}”")

    def _way(self, case: str, person: str) -> Iterator[tuple[str, Any]]:
        office = {"app": "city", "app2": "city2"}[person]
        met = [{"criterion": "standing", "met": True, "reason": "属实"}]
        steps = {
            "submission": lambda: self.act(case, "submit", person, materials=PAPERS, indicators=FIGURES),
            "prefecture_review": lambda: (
                self.act(case, "judge", office, findings=met),
                self.act(case, "accept", office, attests=["真实性"]),
            ),
            "province_review": lambda: (
                self.act(case, "judge", "prov", findings=met),
                self.act(case, "accept", "prov"),
            ),
            "scoring": lambda: (self.act(case, "freeze_panel", "prov"), self.advance()),
            "scoring.open": lambda: [self.let_score(case, no, score=80) for no in self.drawn(case)],
            "site_check": lambda: self.act(case, "pass_site_check", "prov", visited_on=self.now.date()),
            "selection": lambda: self.act(case, "select", "prov"),
            "publicity": lambda: self.act(self.list_of(case), "publish", "prov"),
            "publicity.open": lambda: self.advance(8),
            "certification": lambda: self.act(case, "certify", "prov", plaque_no="P1"),
        }
        for reached in steps:
            yield reached, steps[reached]

    def drawn(self, case: str, *, undeclared: bool = False) -> list[str]:
        """The experts drawn for a case who have not scored yet, as drawn; ``undeclared`` ones alone, if asked for."""
        members = select(panel_member.c.person_no).where(
            panel_member.c.panel_no.startswith(case.partition(":")[2]), panel_member.c.state == "drawn"
        )
        members = members.where(panel_member.c.declared_at.is_(None)) if undeclared else members
        with self.store.reading() as connection:
            return list(connection.execute(members.order_by(panel_member.c.place)).scalars())

    def list_of(self, case: str) -> str:
        """The last list a case stands on, as `list:NO`."""
        entries = metadata.tables["list_entry"]
        on = select(func.max(entries.c.list_no)).where(entries.c.case_no == case.partition(":")[2])
        with self.store.reading() as connection:
            return f"list:{connection.execute(on).scalar_one()}"

    def state(self, subject: str) -> str:
        """The stored state of a case, list, title or round."""
        kind, _, number = subject.partition(":")
        name = {"case": "case_file", "list": "name_list", "title": "title", "round": "round"}[kind]
        table = metadata.tables[name]
        with self.store.reading() as connection:
            return str(connection.execute(select(table.c.state).where(table.c.no == number)).scalar_one())

    def counts(self) -> dict[str, int]:
        """How many rows each table has: what a refusal must not change."""
        with self.store.reading() as connection:
            return {
                name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in metadata.tables.items()
            }

    @contextmanager
    def queries(self) -> Iterator[list[str]]:
        """Collects the statements that are executed inside."""
        seen: list[str] = []
        dialect: Any = self.store.engine.dialect
        execute = dialect.do_execute

        def noting(cursor: Any, statement: str, *more: Any) -> None:
            seen.append(statement)
            execute(cursor, statement, *more)

        dialect.do_execute = noting  # below SQLAlchemy's events, which prepared statements pass by
        try:
            yield seen
        finally:
            del dialect.do_execute


@contextmanager
def opened(url: str, files: Path | None = None) -> Iterator[World]:
    """The world in a database that `make_world` has made, or in a copy of it, with a folder for what people send."""
    with open_store(url, durable=False) as store:
        yield World(Service(store, SeededEntropy(1), files=FileStore(files)), url)
