"""A crowd: `standard` with ten rounds, seventeen prefectures and as many cases as asked, for measuring what is shown.

The rows are invented and entered in bulk, but they are of the kind that service leaves behind: every foreign key
holds, histories are chained and heads are theirs, states follow the procedure, deadlines were counted.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, Table
from stdnum.cn import uscc

from benchmarks.crowd_life import ENDS, STAGES, Life, live
from benchmarks.town import PROGRAMME, SETTINGS, service_of
from calendars import Calendar
from casework.entering import people, programmes
from casework.entering.sought import tails_of_case, tails_of_name
from casework.storage.prepared import inserting
from casework.storage.store import Store, open_store, upgrade
from models.name_tail import Named
from models.tables import (
    case_file,
    deadline,
    deadline_change,
    history,
    letter,
    name_tail,
    object,
    panel,
    panel_member,
    round,
    score,
    timer,
    title,
)  # fmt: skip

__all__ = ["NOW", "PREFECTURES", "crowd"]

HERE = Path(__file__).parents[1] / "programmes"
NOW = datetime(2025, 11, 20, 2, tzinfo=UTC)  # Thursday, 10:00 in Shanghai; its year is announced
YEARS = range(2016, 2026)
PREFECTURES = tuple(f"37{n:02}" for n in range(1, 18))
EXPERTS, FIRMS, AT_ONCE = 60, 2_000, 2_000
# How cases of the present round spread over its states, and over its ends.
STANDING = {"submission": 10, "prefecture_review": 20, "province_review": 16, "scoring": 2, "scoring.draw": 1,
            "scoring.open": 10, "site_check": 8, "selection": 5, "publicity": 1, "publicity.open": 3,
            "certification": 4, "rejected": 10, "lapsed": 6, "not_selected": 2, "certified": 2}  # fmt: skip
OVER = {"certified": 40, "rejected": 25, "not_selected": 20, "lapsed": 10, "site_check_failed": 5}
_INSERTS: dict[str, Any] = {}


def _code(number: int) -> str:
    base = f"11370000{number:09}"
    return str(base + uscc.calc_check_digit(base))


PROVINCE = _code(1)
CITIES = {region: _code(10 + at) for at, region in enumerate(PREFECTURES)}
SCHOOLS = {f"e{at}": _code(100 + at) for at in range(EXPERTS)}


@dataclass
class _Batch:
    """Rows that wait to be written, by table, in the order that foreign keys ask for."""

    store: Store
    rows: dict[Table, list[dict[str, Any]]]

    def write(self) -> None:
        enter = _copy if self.store.database.dialect == "postgresql" else _insert
        with self.store.writing() as connection:
            for table, rows in self.rows.items():
                enter(connection, table, rows)
                rows.clear()


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    _INSERTS.setdefault(table.name, inserting(table)).run_many(connection, rows)


def _copy(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """By COPY, which takes a tenth of what INSERT does; values are converted as the columns want it."""
    usual = {
        each.name: each.default.arg if each.default is not None else None  # type: ignore[attr-defined]  # a constant
        for each in table.columns
    }
    kinds = [each.type.dialect_impl(connection.dialect) for each in table.columns]
    converts = [kind.bind_processor(connection.dialect) or _as_it_is for kind in kinds]
    raw: Any = connection.connection.dbapi_connection
    with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(usual)}) FROM STDIN") as copy:
        for row in rows:
            values = {**usual, **row}.values()
            copy.write_row(
                [
                    None if value is None else convert(value)
                    for convert, value in zip(converts, values, strict=True)
                ]
            )


def _as_it_is(value: Any) -> Any:
    return value


def crowd(url: str, cases: int, seed: int = 1) -> None:
    """Fill the database at an address, there or not, with so many cases and about ten times as many history entries."""
    with open_store(url, current=False, durable=False) as store:
        upgrade(store)
        service = service_of(store)
        digest = programmes.enter_programme(service, HERE / PROGRAMME, NOW - timedelta(days=3650))
        people.enter(service, **_roster())
        random, calendar = Random(seed), Calendar()
        order = (
            object,
            name_tail,
            case_file,
            history,
            title,
            deadline,
            deadline_change,
            timer,
            letter,
            panel,
            panel_member,
            score,
        )
        batch = _Batch(store, {table: [] for table in (round, *order)})
        _add_rounds(batch, digest)
        for at in range(cases):
            _add_case(batch, random, calendar, digest, at, cases)
            if len(batch.rows[case_file]) >= AT_ONCE:
                batch.write()
        batch.write()
        if store.database.dialect == "postgresql":  # which does so by itself before long; SQLite never does
            with store.engine.connect() as connection:
                store.database.raw_of(connection).run("VACUUM (ANALYZE)")


def _roster() -> dict[str, Sequence[dict[str, Any]]]:
    firms = [(_code(1000 + at), PREFECTURES[at % len(PREFECTURES)]) for at in range(FIRMS)]
    organisations = [
        _organisation(PROVINCE, "省级主管部门", "authority", "province", "370000"),
        *(_organisation(code, f"{region}市主管部门", "authority", "city", f"{region}00", PROVINCE)
          for region, code in CITIES.items()),
        *(_organisation(code, f"{no}所在单位", "association", "none", "370000") for no, code in SCHOOLS.items()),
        *(_organisation(code, f"第{at}号数字产业有限公司", "enterprise", "none", f"{region}02")
          for at, (code, region) in enumerate(firms)),
    ]  # fmt: skip
    homes = {"prov": PROVINCE, "app": firms[0][0], "adm": PROVINCE, **SCHOOLS}
    homes |= {f"city{region}": code for region, code in CITIES.items()}
    roles = {"app": "applicant", "adm": "administrator", **dict.fromkeys(SCHOOLS, "expert")}
    bodies = [
        (PROVINCE, "province", "37"),
        *((code, "prefecture", region) for region, code in CITIES.items()),
    ]
    bodies += [(code, "experts", "37") for code in SCHOOLS.values()]
    return {
        "organisations": organisations,
        "people": [{"no": no, "name": f"{no} 经办", "organisation_code": code} for no, code in homes.items()],
        "grants": [
            {"person_no": no, "role": roles.get(no, "officer"), "organisation_code": code, "granted_at": NOW}
            for no, code in homes.items()
        ],
        "mandates": [
            {"organisation_code": code, "programme": PROGRAMME, "body": body, "region": region}
            for code, body, region in bodies
        ],
    }  # fmt: skip


def _organisation(code: str, name: str, kind: str, level: str, region: str, above: str | None = None) -> Any:
    return {"code": code, "name": name, "kind": kind, "level": level, "region": region, "parent_code": above}


def _round_no(year: int) -> str:
    return f"{PROGRAMME}-{year}-R1"


def _add_rounds(batch: _Batch, digest: str) -> None:
    """A round a year, opened in March; those of earlier years are closed."""
    for year in YEARS:
        opened, last = datetime(year, 3, 1, 2, tzinfo=UTC), year == YEARS[-1]
        closes = datetime(year, 12, 31, 16, tzinfo=UTC)
        life = Life(f"round:{_round_no(year)}", {"province": "prov"}, Random(0), Calendar())
        life.enter(opened, "open", "opened", "province", "open")
        if not last:
            life.enter(closes, "close", "closed", "clock", "closed")
        batch.rows[history] += life.history
        batch.rows[round].append(
            {
                "no": _round_no(year), "programme": PROGRAMME, "procedure": "apply", "year": year,
                "definition_digest": digest, "settings": SETTINGS, "opens_at": opened, "closes_at": closes,
                **_end_of(life),
            }
        )  # fmt: skip


def _end_of(life: Life) -> dict[str, Any]:
    last = life.history[-1]
    return {"state": last["target"], "version": last["seq"], "head": last["hash"]}


def _add_case(batch: _Batch, random: Random, calendar: Calendar, digest: str, at: int, cases: int) -> None:
    year = YEARS[min(at * 14 // cases, 9)]  # the last five fourteenths are the present round
    current = year == YEARS[-1]
    spread = STANDING if current else OVER
    goal = random.choices(list(spread), cum_weights=list(accumulate(spread.values())))[0]
    number, firm = f"{PROGRAMME}-{year}-{at:06}", at % FIRMS
    region = PREFECTURES[firm % len(PREFECTURES)]
    names = {
        "applicant": "app",
        "prefecture": f"city{region}",
        "province": "prov",
        "experts": f"e{at % EXPERTS}",
    }
    life = Life(f"case:{number}", names, random, calendar)
    state, result = (ENDS[goal][0], goal) if goal in ENDS else (goal, None)
    days = {stage: days for stage, days, *_ in STAGES}[state]
    since = NOW - timedelta(days=random.uniform(0, 1.2 * 1.4 * max(days, 5)))
    until = since if current else datetime(year, 10, 1, tzinfo=UTC) + timedelta(days=random.uniform(0, 60))
    live(life, state, result, until, NOW)
    name = f"数字经济园区{at}"
    batch.rows[object].append(
        {"no": f"O{at}", "programme": PROGRAMME, "kind": "object", "name": name, "region": f"{region}02"}
    )
    batch.rows[name_tail] += [*tails_of_name(Named.OBJECT, f"O{at}", name), *tails_of_case(number)]
    batch.rows[case_file].append(
        {
            "no": number, "programme": PROGRAMME, "procedure": "apply", "round_no": _round_no(year),
            "definition_digest": digest, "applicant_code": _code(1000 + firm), "object_no": f"O{at}",
            "region": f"{region}02", "facts": {}, "entered_at": until, "opened_at": life.history[0]["at"],
            "ended_at": until if result else None, "result": result, **_end_of(life),
        }
    )  # fmt: skip
    for table, rows in (
        (history, life.history), (deadline, life.deadlines), (deadline_change, life.changes), (timer, life.timers),
    ):  # fmt: skip
        batch.rows[table] += rows
    batch.rows[letter] += _letters(life, random)
    if result == "certified":
        _add_title(batch, at, number, _code(1000 + firm), until)
    if state == "scoring.open" and not result:
        _add_panel(batch, at, number, until)


def _letters(life: Life, random: Random) -> Iterator[dict[str, Any]]:
    """One letter to each case, of which one in five hundred could not be delivered."""
    entry = life.history[-1]
    failed = random.random() < 0.002
    yield {
        "entry": entry["hash"], "template": "action_needed", "recipient": f"org:{PROVINCE}", "subject": life.key,
        "facts": {"role": "officer"}, "created_at": entry["at"], "due_at": entry["at"], "attempts": 1,
        "state": "failed" if failed else "sent", "sent_at": None if failed else entry["at"],
        "last_error": "550 no such mailbox" if failed else "",
    }  # fmt: skip


def _add_title(batch: _Batch, at: int, number: str, holder: str, granted: datetime) -> None:
    life = Life(f"title:{PROGRAMME}-T{at:06}", {"province": "prov"}, Random(0), Calendar())
    life.enter(granted, "open", "opened", "province", "in_force")
    batch.rows[history] += life.history
    batch.rows[title].append(
        {
            "no": f"{PROGRAMME}-T{at:06}", "programme": PROGRAMME, "kind": "demonstration", "object_no": f"O{at}",
            "holder_code": holder, "case_no": number, "granted_on": granted.date(), "plaque_no": f"P{at}",
            **_end_of(life),
        }
    )  # fmt: skip


def _add_panel(batch: _Batch, at: int, number: str, drawn: datetime) -> None:
    """Three experts of whom the first has scored."""
    no, seats = f"{number}-scoring-1", [f"e{(at + n) % EXPERTS}" for n in range(3)]
    batch.rows[panel].append(
        {
            "no": no, "case_no": number, "stage": "scoring", "visit": 1, "size": 3, "state": "drawn",
            "frozen_at": drawn - timedelta(days=1), "pool": sorted(SCHOOLS), "seal_day": drawn.date(),
            "seed": "0" * 64, "drawn_at": drawn,
        }
    )  # fmt: skip
    for place, expert in enumerate(seats, 1):
        state = "scored" if place == 1 else "drawn"
        batch.rows[panel_member].append({"panel_no": no, "person_no": expert, "place": place, "state": state})
    batch.rows[score].append(
        {
            "panel_no": no,
            "person_no": seats[0],
            "digest": "0" * 64,
            "salt": "s",
            "value": 80,
            "locked_at": drawn,
        }
    )


def main() -> None:
    """Fill a database from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crowd", description=__doc__)
    parser.add_argument("url", help="address of the database, there or not")
    parser.add_argument("--cases", type=int, default=100_000)
    asked = parser.parse_args()
    crowd(asked.url, asked.cases)


if __name__ == "__main__":
    main()
