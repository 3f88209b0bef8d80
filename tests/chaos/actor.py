"""`python -m tests.chaos.actor URL CLOCK JOURNAL SEED`: somebody who begins cases and moves them on, for ever.

Each request has a key and is written down before it is made and after it was answered. Who is killed in between makes
it again when he is back, as a browser does whose connection broke.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from casework import acting
from casework.acting import Done
from casework.applications import Application, apply
from casework.asked import Asked
from casework.entropy import SystemEntropy
from casework.service import Service
from casework.storage.errors import StoreError
from casework.storage.store import open_store
from errors import ShenbaoError
from models.tables import case_file, list_entry, panel_member, round
from tests.chaos.clock import Clock
from tests.chaos.journal import Journal
from tests.chaos.town import applicant_of, office_of, places
from tests.world import FIGURES, PAPERS

Request = Mapping[str, Any]  # subject (or round and object), action, person, payload
MET = [{"criterion": "standing", "met": True, "reason": "属实"}]
MISSING = {"reason": "缺盖章", "clock": "continue"}


class Actor:
    """All people of the town in one process."""

    def __init__(self, service: Service, clock: Clock, journal: Journal, rng: random.Random) -> None:
        self.service, self.clock, self.journal, self.rng = service, clock, journal, rng

    def work(self) -> None:
        """First what was left without an answer, then one request after the other."""
        for key, request in self.journal.unanswered():
            self._make(key, request)
        while True:
            with suppress(StoreError):  # the database is away, or taken: look again
                for request in self._next():
                    key = f"{self.journal.name}-{self.rng.getrandbits(64):x}"
                    self.journal.asked(key, request)
                    self._make(key, request)

    def _make(self, key: str, request: Request) -> None:
        while True:
            try:
                done = self._done(key, request)
            except StoreError:
                continue  # nobody knows whether it was done: the same request again
            except ShenbaoError as refused:
                self.journal.answered(key, refused=type(refused).__name__)
            else:
                self.journal.answered(key, entry=done.hash)
            return

    def _done(self, key: str, request: Request) -> Done:
        asked = Asked(request["action"], request["person"], self.clock.now(), request["payload"])
        if "round" in request:
            wanted = Application(request["round"], request["applicant"], request["object"])
            return apply(self.service, wanted, asked, key=key)
        return acting.act(self.service, request["subject"], asked, key=key)

    def _next(self) -> list[Request]:
        """Begin a case, or take any that is open a little further."""
        if self.rng.random() < 0.3:
            return self._beginning()
        open_cases = select(case_file.c.no, case_file.c.state, case_file.c.object_no)
        with self.service.store.reading() as connection:
            known = connection.execute(open_cases.where(case_file.c.ended_at.is_(None))).all()
        if not known:
            return self._beginning()
        row = self.rng.choice(known)
        return list(self._moves(row.no, row.state, row.object_no))

    def _beginning(self) -> list[Request]:
        with self.service.store.reading() as connection:
            last = connection.execute(select(func.max(round.c.no))).scalar_one()
        where = self.rng.choice(places())
        person, code = applicant_of(where)
        return [
            {
                "round": last,
                "applicant": code,
                "object": where,
                "action": "open",
                "person": person,
                "payload": {},
            }
        ]

    def _moves(self, number: str, state: str, where: str) -> Iterator[Request]:
        """The usual way on, and now and then another one."""
        subject, (applicant, _), office = f"case:{number}", applicant_of(where), office_of(where)

        def ask(action: str, person: str, **payload: Any) -> Request:
            return {"subject": subject, "action": action, "person": person, "payload": payload}

        unwilling = self.rng.random() < 0.3
        ways: dict[str, Callable[[], list[Request]]] = {
            "submission": lambda: [ask("submit", applicant, materials=PAPERS, indicators=FIGURES)],
            "prefecture_review": lambda: [
                ask(*self.rng.choice([("reject", office), ("return_for_correction", office)]), **MISSING)
                if unwilling
                else ask("judge", office, findings=MET),
                ask("accept", office, attests=["真实性"]),
            ],
            "province_review": lambda: [ask("judge", "prov", findings=MET), ask("accept", "prov")],
            "scoring": lambda: [ask("freeze_panel", "prov")],
            "scoring.open": lambda: [
                each
                for who in self._drawn(number)
                for each in (ask("declare_no_conflict", who), ask("score", who, score="80"))
            ],
            "site_check": lambda: [
                ask("pass_site_check", "prov", visited_on=self.clock.now().date().isoformat())
            ],
            "selection": lambda: [ask("select", "prov")],
            "publicity": lambda: [
                {"subject": listed, "action": "publish", "person": "prov", "payload": {}}
                for listed in self._lists(number)
            ],
            "certification": lambda: [ask("certify", "prov", plaque_no="P1")],
        }
        yield from ways.get(state, lambda: [ask("resubmit", applicant)])()

    def _drawn(self, number: str) -> list[str]:
        members = select(panel_member.c.person_no).where(
            panel_member.c.panel_no.startswith(number), panel_member.c.state == "drawn"
        )
        with self.service.store.reading() as connection:
            return list(connection.execute(members).scalars())

    def _lists(self, number: str) -> list[str]:
        on = select(func.max(list_entry.c.list_no)).where(list_entry.c.case_no == number)
        with self.service.store.reading() as connection:
            return [f"list:{each}" for each in connection.execute(on).scalars() if each]


def main() -> None:
    """Work until killed."""
    url, clock, journal, seed = sys.argv[1:5]
    with open_store(url) as store:
        service = Service(store, SystemEntropy())
        # A seed for each life: who comes back does not do the same again.
        rng = random.Random(f"{seed}-{os.getpid()}")
        Actor(service, Clock(Path(clock)), Journal(Path(journal)), rng).work()


if __name__ == "__main__":
    main()
