"""`shenbao person erase`: words go for good, after a question; the record stays whole."""

import sys
from typing import Any

import pytest

from casework.entering.people import enter
from tests.cli.conftest import Shenbao, unchanged
from tests.world import PROVINCE, World


@pytest.fixture
def rejected(at_home: World) -> tuple[str, int]:
    """A case that was rejected with words about somebody, and the number of that entry."""
    grant = {
        "person_no": "admin",
        "role": "administrator",
        "organisation_code": PROVINCE,
        "granted_at": at_home.now,
    }
    people = [{"no": "admin", "name": "管理", "organisation_code": PROVINCE}]
    enter(at_home.service, people=people, grants=[grant])
    case = at_home.bring("prefecture_review")
    return case, at_home.act(case, "reject", "city", reason="王某某材料不实").seq


def answered(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """Somebody sits at the terminal and answers the question."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)

    def confirm(question: str, **how: Any) -> None:
        assert "reason" in question
        if answer != "y":
            import typer

            raise typer.Abort

    monkeypatch.setattr("typer.confirm", confirm)


def test_erased_words_are_gone_from_the_history_and_the_audit_stays_green(
    at_home: World, shenbao: Shenbao, rejected: tuple[str, int]
) -> None:
    case, entry = rejected
    assert "王某某" in shenbao("case", "history", case).out
    done = shenbao("person", "erase", case, entry, "reason", "--as", "admin", "--yes", "--json")
    assert (done.status, done.json["field"]) == (0, "reason")
    shown = shenbao("case", "history", case).out
    assert "王某某" not in shown
    assert "reason: 已删除 / erased" in shown
    at_home.advance()
    audit = shenbao("audit", "verify", "--json")
    assert (audit.status, audit.json["ok"]) == (0, True)


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("n", 130)])
def test_words_are_erased_after_a_question(
    at_home: World,
    shenbao: Shenbao,
    rejected: tuple[str, int],
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    status: int,
) -> None:
    case, entry = rejected
    answered(monkeypatch, answer)
    assert shenbao("person", "erase", case, entry, "reason", "--as", "admin").status == status
    assert ("王某某" in shenbao("case", "history", case).out) is (answer == "n")


def test_nothing_is_erased_where_nobody_can_be_asked(
    at_home: World, shenbao: Shenbao, rejected: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, entry = rejected
    before = at_home.counts()
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    refused = shenbao("person", "erase", case, entry, "reason", "--as", "admin")
    assert (refused.status, "--yes" in refused.err) == (2, True)
    assert "王某某" in shenbao("case", "history", case).out
    assert unchanged(at_home, before) == []


@pytest.mark.parametrize(("who", "field", "status"), [("prov", "reason", 5), ("admin", "nothing", 7)])
def test_erasure_is_refused_with_its_own_exit_status(
    at_home: World, shenbao: Shenbao, rejected: tuple[str, int], who: str, field: str, status: int
) -> None:
    case, entry = rejected
    assert shenbao("person", "erase", case, entry, field, "--as", who, "--yes").status == status
