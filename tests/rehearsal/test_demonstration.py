"""The demonstration: cases at every stage, sound, and nothing in it that reaches anybody or outlasts it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.accounts.demonstration import demonstration_people
from casework.accounts.sessions import session_of
from casework.accounts.signing_in import sign_in
from casework.clock.timers import earliest_due
from casework.record.audit import verify
from casework.service import Service
from casework.storage.store import open_store, upgrade
from casework.views.filtering import CaseFilter
from casework.views.monitoring.board import board
from casework.views.queue import queue_of
from models.person import Role
from models.tables import calendar_day, letter, organisation, person
from rehearsal.demonstration import demonstrate

NOW = datetime(2026, 3, 4, 2, tzinfo=UTC)  # Wednesday, 10:00 in Shanghai


@pytest.mark.long
def test_demonstration_has_cases_at_every_stage_and_reaches_nobody(tmp_path: Path) -> None:
    """Played up to a moment, with nothing due that was not done, and no day of a calendar invented."""
    with open_store(f"sqlite:///{tmp_path / 'shenbao.db'}", current=False, durable=False) as store:
        upgrade(store)
        service = Service(store)
        password = demonstrate(service, NOW)
        running, every = (board(service, CaseFilter(running=some), NOW) for some in (True, False))
        stages = {each.state.partition(".")[0] for each in running}
        assert stages >= {"submission", "prefecture_review", "province_review", "scoring", "site_check"}
        assert stages & {"selection", "publicity", "certification"}
        assert stages & {"report", "assessment", "rectification"}
        assert {each.state for each in every} >= {"certified", "rejected", "lapsed"}
        due = earliest_due(service)
        assert due is not None
        assert due > NOW
        assert verify(service).faults == ()
        chosen = demonstration_people(service)
        assert {each.role for each in chosen} == {each.value for each in Role}
        offices = [each.no.partition("-")[0] for each in chosen if each.role == "officer"]
        assert offices == ["prefecture", "province"]
        for each in chosen:
            done = sign_in(service, each.no, password, "", address="", device="", now=NOW)
            session = session_of(service, done.token, NOW)
            assert session is not None
            assert session.demonstration
            if each.role in ("officer", "expert", "applicant"):
                assert queue_of(service, each.no, NOW).items, each.no
        with store.reading() as connection:
            assert connection.execute(select(calendar_day)).all() == []
            assert set(connection.execute(select(letter.c.state.distinct())).scalars()) == {"withheld"}
            addresses = [*connection.execute(select(organisation.c.email)).scalars()]
            addresses += connection.execute(select(person.c.email)).scalars()
        assert {address.partition("@")[2] for address in addresses} == {"demonstration.example"}
