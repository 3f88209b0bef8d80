"""Yunnan's zones of 2023 and Guangdong's of 2019 with their people, on a virtual clock; through `casework`.

`tests/casework/conftest.py` offers them as the fixtures `yunnan` and `guangdong`. Everybody bears the name of the
organisation: a bureau's officer and its applicant are told apart by `-a`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from calendars import SHANGHAI
from casework import applications, calls
from casework.acting import Done
from casework.applications import Application
from casework.entering import people, programmes
from casework.entropy import SeededEntropy
from casework.service import Service
from casework.storage.store import open_store, upgrade
from models.base import metadata
from tests.world import World, code

PROGRAMMES = Path(__file__).parents[1] / "programmes"
YUNNAN, GUANGDONG = "yunnan_bigdata_zones_2023", "guangdong_pilot_zones_2019"
BEGINS = {
    YUNNAN: datetime(2023, 11, 6, 10, tzinfo=SHANGHAI),
    GUANGDONG: datetime(2019, 3, 4, 10, tzinfo=SHANGHAI),
}
SETTINGS = {
    YUNNAN: {},
    GUANGDONG: {"apply.submission.due": "2019-04-12", "apply.publicity.length": "5 workdays"},
}

# name: kind, level, region, the one above it, the body it acts as, for which regions
Place = tuple[str, str, str, str | None, str | None, str]
PLACES: dict[str, dict[str, Place]] = {
    YUNNAN: {
        "prov": ("authority", "province", "530000", None, "province", "53"),
        "kunming": ("authority", "city", "530100", "prov", "prefecture", "5301"),
        "qujing": ("authority", "city", "530300", "prov", "prefecture", "5303"),
        "wuhua-office": ("authority", "county", "530102", "kunming", "county", "530102"),
        "wuhua": ("government", "county", "530102", None, None, ""),
        "park": ("committee", "park", "530302", None, None, ""),
        "dianzhong": ("committee", "city", "530127", None, "new_area", "53"),
        "airport": ("committee", "park", "530127", "dianzhong", None, ""),
        "firm": ("enterprise", "none", "530102", None, None, ""),
    },
    GUANGDONG: {
        "prov": ("authority", "province", "440000", None, "province", "44"),
        "guangzhou": ("authority", "city", "440100", "prov", "city", "4401"),
        "foshan": ("authority", "city", "440600", "prov", "city", "4406"),
        "zhuhai": ("authority", "city", "440400", "prov", "city", "4404"),
        **{f"gz{n}": ("government", "county", f"44010{n}", None, None, "") for n in (3, 4, 5, 6)},
        **{f"fs{n}": ("government", "county", f"44060{n}", None, None, "") for n in (4, 5, 7)},
        "zh2": ("government", "county", "440402", None, None, ""),
        "shaoguan": ("government", "county", "440205", None, None, ""),
    },
}
SCHOOLS = ("e1", "e2", "e3", "e4", "e5", "e6")
PAPERS = {
    YUNNAN: [
        {"material": "application"},
        {"material": "companies"},
        {"material": "evidence", "form": "scan"},
    ],
    GUANGDONG: [{"material": "application"}, {"material": "tasks"}],
}
FILED = {
    YUNNAN: [{"material": "bound", "copies": 3}, {"material": "table"}],
    GUANGDONG: [{"material": "set", "copies": 5}, {"material": "letter"}],
}
TASKS = ("governance_data", "open_data", "society", "public_services", "trades", "manufacturing")
FIGURES = {YUNNAN: [], GUANGDONG: [{"indicator": task, "value": 1} for task in TASKS]}
MET = {
    YUNNAN: ["scope.1", "strength", "direction.1", "direction.2.1", "innovation.1.1", "services"],
    GUANGDONG: ["basis"],
}


def codes(programme: str) -> dict[str, str]:
    """The invented code of every organisation."""
    return {name: code(100 + n) for n, name in enumerate((*PLACES[programme], *SCHOOLS))}


def roster(programme: str) -> dict[str, list[dict[str, Any]]]:
    """Everybody of a programme, and an object for each possible applicant."""
    places, no = PLACES[programme], codes(programme)
    province = places["prov"][2]
    school: Place = ("association", "none", province, None, "experts", province[:2])
    every = {**places, **dict.fromkeys(SCHOOLS, school)}
    grants = [
        (name, "expert" if name in SCHOOLS else "officer", name) for name, each in every.items() if each[4]
    ]
    grants += [(f"{name}-a", "applicant", name) for name in places if name != "prov"]
    return {
        "organisations": [
            {"code": no[name], "name": name, "kind": kind, "level": level, "region": region,
             "parent_code": no[above] if above else None}
            for name, (kind, level, region, above, _, _) in every.items()
        ],
        "people": [{"no": who, "name": who, "organisation_code": no[at]} for who, _, at in grants],
        "grants": [
            {"person_no": who, "role": role, "organisation_code": no[at], "granted_at": BEGINS[programme]}
            for who, role, at in grants
        ],
        "mandates": [
            {"organisation_code": no[name], "programme": programme, "body": each[4], "region": each[5]}
            for name, each in every.items() if each[4]
        ],
        "objects": [
            {"no": f"Z-{name}", "programme": programme, "kind": "zone", "name": name, "region": each[2]}
            for name, each in places.items()
        ],
    }  # fmt: skip


def _make(programme: str, url: str) -> None:
    with open_store(url, current=False, durable=False) as store:
        upgrade(store)
        service = Service(store, SeededEntropy(1))
        programmes.enter_programme(service, PROGRAMMES / programme, BEGINS[programme])
        people.enter(service, **roster(programme))


def make_yunnan(url: str) -> None:
    """Make the database of Yunnan's world, before anything has happened in it."""
    _make(YUNNAN, url)


def make_guangdong(url: str) -> None:
    """Make the database of Guangdong's world, before anything has happened in it."""
    _make(GUANGDONG, url)


@dataclass
class Zones(World):
    """One of the two programmes in a database of its own, with a round that is open."""

    programme: str = YUNNAN

    def open_round(self, person: str = "prov", year: int | None = None, **settings: Any) -> str:
        """Open a round of `apply`; returns its number."""
        asked, given = self.asked("open", person), {**SETTINGS[self.programme], **settings}
        done = calls.open_round(self.service, self.programme, "apply", year or self.now.year, given, asked)
        self.rounds.append(done.subject.partition(":")[2])
        return self.rounds[-1]

    def apply(self, applicant: str, *partners: str, object_no: str = "") -> str:
        """Begin a case of an applicant by name, with joint applicants; returns `case:NO`."""
        round_no, no = self.rounds[-1] if self.rounds else self.open_round(), codes(self.programme)
        application = Application(
            round_no,
            no[applicant],
            object_no or f"Z-{applicant}",
            partners=tuple(no[each] for each in partners),
        )
        return applications.apply(self.service, application, self.asked("open", f"{applicant}-a")).subject

    def submit(self, case: str, applicant: str) -> Done:
        """Hand a complete application in."""
        given = {"materials": PAPERS[self.programme], "indicators": FIGURES[self.programme]}
        return self.act(case, "submit", f"{applicant}-a", **given)

    def accept(self, case: str, person: str, *attests: str) -> Done:
        """Judge every condition as met, and accept."""
        met = [{"criterion": path, "met": True, "reason": "属实"} for path in MET[self.programme]]
        self.act(case, "judge", person, findings=met)
        return self.act(case, "accept", person, **({"attests": list(attests)} if attests else {}))

    def recommend(self, case: str, person: str) -> Done:
        """Recommend with all papers."""
        return self.act(case, "recommend", person, materials=FILED[self.programme])

    def score(self, case: str) -> None:
        """Let a panel be drawn and say yes."""
        self.act(case, "freeze_panel", "prov")
        self.advance()
        for expert in self.drawn(case):
            self.let_score(case, expert, supports=True, opinion="同意")

    def at(self, day: date, hour: time = time(10)) -> Zones:
        """Go to a moment of a Shanghai day, with all that the clock has to do until then."""
        self.now = datetime.combine(day, hour, SHANGHAI)
        self.sweep()
        return self

    def used(self, name: str, quota: str = "recommendation") -> int:
        """How many places of a quota an organisation has used in the last round."""
        uses = metadata.tables["quota_use"]
        mine = select(uses.c.used).where(
            uses.c.round_no == self.rounds[-1], uses.c.quota == quota,
            uses.c.organisation_code == codes(self.programme)[name],
        )  # fmt: skip
        with self.store.reading() as connection:
            return connection.execute(mine).scalar_one_or_none() or 0

    def objection_to(self, case: str) -> str:
        """The number of the open objection to a case."""
        objections = metadata.tables["objection"]
        mine = objections.c.case_no == case.partition(":")[2], objections.c.state == "open"
        with self.store.reading() as connection:
            return str(connection.execute(select(objections.c.no).where(*mine)).scalar_one())

    def payload(self, done: Done) -> dict[str, Any]:
        """What stands in the history entry of an action."""
        from casework.views.histories import history_of

        lines = history_of(self.service, done.subject)
        return dict(next(line.payload for line in lines if line.seq == done.seq))


@contextmanager
def opened_zones(programme: str, url: str) -> Iterator[Zones]:
    """The world of a programme in a copy of its database."""
    with open_store(url, durable=False) as store:
        yield Zones(Service(store, SeededEntropy(2)), url, BEGINS[programme], programme=programme)
