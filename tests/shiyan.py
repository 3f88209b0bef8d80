"""Shiyan's draft measures with everybody who has to do with them, on a virtual clock, all through `casework`.

`tests/casework/conftest.py` offers it as the fixture `shiyan`. Regions: 茅箭区 420302, 张湾区 420303.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from calendars import SHANGHAI
from casework import applications, calls, starting
from casework.acting import Done
from casework.entering import people, programmes
from casework.entropy import SeededEntropy
from casework.service import Service
from casework.storage.store import open_store, upgrade
from models.base import metadata
from tests.world import World, code

SHIYAN = Path(__file__).parents[1] / "programmes" / "shiyan_digital_measures_2022"
PROGRAMME = SHIYAN.name
BEFORE = datetime(2022, 6, 6, 10, tzinfo=SHANGHAI)  # the day of the notice
BODIES = (
    "industry", "commerce", "development", "science", "assets", "market", "city_finance", "county", "county_finance",
)  # fmt: skip
ORGANISATIONS = {body: code(20 + n) for n, body in enumerate(BODIES)}
COUNTIES = {"maojian": "420302", "zhangwan": "420303"}
FIRMS = {"firm": code(41), "firm2": code(42), "elsewhere": code(43)}
OFFICES = {**{f"{body}2": code(50 + n) for n, body in enumerate(("county", "county_finance"))}}
SETTINGS = {
    "claim.submission.due": "300 days after round.opened",
    "claim.publicity.where": "官方网站",
    "claim.publicity.length": "5 workdays",
}
PAPERS = [{"material": "claim"}, {"material": "evidence"}]
DIGEST = "ab" * 32


def roster() -> dict[str, list[dict[str, Any]]]:
    """Bodies by their own names, two counties, three firms, the policy and six projects."""
    regions = dict.fromkeys(BODIES, "420300") | {"county": "420302", "county_finance": "420302"}
    offices = {**ORGANISATIONS, **OFFICES}
    regions |= {"county2": "420303", "county_finance2": "420303"}
    homes = {"firm": "420302", "firm2": "420303", "elsewhere": "420302"}
    mandates = [(no, body.removesuffix("2"), regions[body].rstrip("0")) for body, no in offices.items()]
    return {
        "organisations": [
            {
                "code": no, "name": name, "kind": "enterprise" if name in FIRMS else "authority",
                "level": "none" if name in FIRMS else "city", "region": {**regions, **homes}[name],
            }
            for name, no in {**offices, **FIRMS}.items()
        ],
        "people": [
            {"no": name, "name": name, "organisation_code": no} for name, no in {**offices, **FIRMS}.items()
        ],
        "grants": [
            {
                "person_no": name, "role": "applicant" if name in FIRMS else "officer", "organisation_code": no,
                "granted_at": BEFORE,
            }
            for name, no in {**offices, **FIRMS}.items()
        ],
        "mandates": [
            {"organisation_code": no, "programme": PROGRAMME, "body": body, "region": region}
            for no, body, region in mandates
        ],
        "objects": [
            {"no": "DRAFT", "programme": PROGRAMME, "kind": "policy", "name": "措施", "region": "420300"},
            *(
                {"no": f"P{n}", "programme": PROGRAMME, "kind": "project", "name": f"项目{n}", "region": "420302"}
                for n in range(1, 15)
            ),
        ],
    }  # fmt: skip


def make_shiyan(url: str) -> None:
    """Make the database of this world, before anything has happened in it."""
    with open_store(url, current=False, durable=False) as store:
        upgrade(store)
        service = Service(store, SeededEntropy(2))
        programmes.enter_programme(service, SHIYAN, BEFORE)
        people.enter(service, **roster())


@contextmanager
def opened_shiyan(url: str) -> Iterator[Shiyan]:
    """The world of a copy of its database, while a test lasts; it does not wait for the disk."""
    with open_store(url, durable=False) as store:
        yield Shiyan(Service(store, SeededEntropy(2)), url)


class Shiyan(World):
    """The service of one test of Shiyan's measures; it begins on the day of the notice."""

    def __init__(self, service: Service, url: str) -> None:
        """Stand on 2022-06-06."""
        super().__init__(service, url, BEFORE)

    def at(self, day: date, hour: time = time(10)) -> Shiyan:
        """Let it be this moment of Shanghai, with nothing swept."""
        self.now = datetime.combine(day, hour, SHANGHAI)
        return self

    def until(self, day: date) -> Shiyan:
        """Go on to a day, ten in the morning, and let the clock do what fell due."""
        self.at(day)
        self.sweep()
        return self

    def draft(self) -> str:
        """Start the case of the draft; returns `case:NO`."""
        return starting.start_case(
            self.service, PROGRAMME, "policy", "DRAFT", self.asked("open", "industry")
        ).subject

    def issue(self, case: str, effective: date, **more: Any) -> Done:
        """Issue the draft today, to take effect on a day."""
        given = {
            "document_no": "十政办发〔2022〕30号",
            "text_digest": DIGEST,
            "effective_on": effective,
            **more,
        }
        return self.act(case, "issue", "industry", **given)

    def in_force(self) -> Shiyan:
        """Bring the measures into force on 2022-08-01, and open a round of claims; it is 2022-08-01."""
        case = self.draft()
        self.until(date(2022, 7, 8))
        self.issue(case, date(2022, 8, 1))
        self.until(date(2022, 8, 1))
        self.claims()
        return self

    def claims(self) -> str:
        """Open a round of claims; returns its number."""
        asked = self.asked("open", "industry")
        done = calls.open_round(self.service, PROGRAMME, "claim", self.now.year, SETTINGS, asked)
        self.rounds.append(done.subject.partition(":")[2])
        return self.rounds[-1]

    def claim(self, reward: str, project: str = "P1", firm: str = "firm", level: str = "") -> str:
        """Begin a claim of the last round; returns `case:NO`."""
        facts = {"reward": reward, **({"level": level} if level else {})}
        given = applications.Application(self.rounds[-1], FIRMS[firm], project, facts=facts)
        return applications.apply(self.service, given, self.asked("open", firm)).subject

    def submitted(
        self,
        reward: str,
        figures: dict[str, Any] | None = None,
        project: str = "P1",
        firm: str = "firm",
        level: str = "",
    ) -> str:
        """Begin and submit a claim; returns `case:NO`."""
        case = self.claim(reward, project, firm, level)
        stated = [{"indicator": name, "value": str(value)} for name, value in (figures or {}).items()]
        self.act(case, "submit", firm, materials=PAPERS, indicators=stated)
        return case

    def reviewed(self, case: str, reward: str, *, lead: str = "industry") -> str:
        """Let the lead unit find everything met and accept, and let the time for opinions pass."""
        leaves = self.leaves(reward)
        met = [{"criterion": path, "met": True, "reason": "属实"} for path in leaves]
        if met:
            self.act(case, "judge", lead, findings=met)
        self.act(case, "accept", lead, attests=["条件", "佐证"])
        self.now += timedelta(days=20)
        self.sweep()
        assert self.state(case) == "award"
        return case

    def leaves(self, reward: str) -> list[str]:
        """The paths of a reward's condition that somebody has to judge."""
        with self.store.reading() as connection:
            loaded = self.service.current(connection, PROGRAMME)[1]
        return [
            path for path, kind in loaded.leaves.items() if kind == "judge" and path.split(".")[0] == reward
        ]

    def to_award(
        self,
        reward: str,
        figures: dict[str, Any] | None = None,
        project: str = "P1",
        firm: str = "firm",
        level: str = "",
        lead: str = "industry",
    ) -> str:
        """Bring a claim to where its amount is decided; returns `case:NO`."""
        return self.reviewed(self.submitted(reward, figures, project, firm, level), reward, lead=lead)

    def public(self, case: str) -> str:
        """Publish the list a claim stands on, and let its window pass."""
        self.act(self.list_of(case), "publish", "industry")
        self.advance(9)
        return self.state(case)

    def pay(self, case: str, *payers: str) -> str:
        """Let these pay; returns the state of the claim."""
        for payer in payers:
            self.act(case, "pay", payer, paid_on=self.now.astimezone(SHANGHAI).date(), voucher="2022-1")
        return self.state(case)

    def row(self, table: str, **where: Any) -> Any:
        """The one row of a table that has these values."""
        (found,) = self.rows(table, **where)
        return found

    def rows(self, table: str, **where: Any) -> list[Any]:
        """The rows of a table that have these values."""
        known = metadata.tables[table]
        wanted = select(known).where(*(known.c[name] == value for name, value in where.items()))
        with self.store.reading() as connection:
            return list(connection.execute(wanted.order_by(*known.primary_key.columns)).all())
