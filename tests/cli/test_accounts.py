"""`shenbao account`: links, sessions, codes and looks at the terminal."""

import pytest
from argon2 import PasswordHasher

from casework.accounts import passwords
from casework.accounts.demonstration import open_accounts
from casework.accounts.links import use_link
from casework.accounts.looking import look
from casework.accounts.signing_in import sign_in
from casework.entering import people
from tests.cli.conftest import Shenbao, unchanged
from tests.world import PROVINCE, START, World

PASSWORD = "晨光-坐公交去-单位"


@pytest.fixture
def house(at_home: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The small world with an administrator, and hashes that cost nothing."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    admin = {
        "person_no": "admin",
        "role": "administrator",
        "organisation_code": PROVINCE,
        "granted_at": START,
    }
    people.enter(
        at_home.service,
        people=[{"no": "admin", "name": "管理员", "organisation_code": PROVINCE}],
        grants=[admin],
    )
    return at_home


def set_password(house: World, shenbao: Shenbao, person: str, *how: str) -> None:
    made = shenbao("account", "link", person, *how, "--json").json
    use_link(house.service, made["path"].removeprefix("/welcome/"), PASSWORD, house.now)


def test_first_administrator_gets_in_and_lets_the_others_in(house: World, shenbao: Shenbao) -> None:
    assert shenbao("account", "link", "city", "--first").status == 5
    set_password(house, shenbao, "admin", "--first")
    assert shenbao("account", "link", "admin", "--first").status == 5
    set_password(house, shenbao, "city", "--as", "admin")
    listed = {each["no"]: each for each in shenbao("account", "list", "--json").json}
    assert listed["city"]["code_due"] is True
    assert listed["prov"]["password_at"] is None
    assert PASSWORD not in shenbao("account", "list").out


def test_link_is_printed_once_with_its_end(house: World, shenbao: Shenbao) -> None:
    made = shenbao("account", "link", "admin", "--first")
    path, until = made.out.splitlines()
    assert path.startswith("/welcome/")
    assert until == "  for admin, once, until 2020-01-09 10:00"
    assert path.removeprefix("/welcome/") not in shenbao("account", "list", "--json").out


def test_link_by_nobody_by_two_or_by_a_stranger_keeps_nothing(house: World, shenbao: Shenbao) -> None:
    before = house.counts()
    for how, status in (
        ((), 2),
        (("--first", "--as", "admin"), 2),
        (("--as", "city"), 5),
        (("--as", "who"), 7),
    ):
        assert shenbao("account", "link", "city", *how).status == status
    assert shenbao("account", "link", "who", "--as", "admin").status == 7
    assert unchanged(house, before) == []


def test_sessions_and_codes_are_ended_by_an_administrator(house: World, shenbao: Shenbao) -> None:
    set_password(house, shenbao, "app", "--as", "admin")
    sign_in(house.service, "app", PASSWORD, "", address="192.0.2.1", device="", now=house.now)
    assert shenbao("account", "end-sessions", "app", "--as", "city").status == 5
    assert shenbao("account", "end-sessions", "app", "--as", "admin").out == "app: ended 1 sessions\n"
    refused = shenbao("account", "drop-code", "app", "--as", "admin", "--json")
    assert (refused.status, refused.error["kind"]) == (5, "CodeRefused")


def test_looks_are_listed(house: World, shenbao: Shenbao) -> None:
    look(house.service, "admin", "case_page", "case:1", house.now)
    look(house.service, "prov", "board", "", house.now)
    assert len(shenbao("account", "looks", "--json").json) == 2
    assert "case_page" in shenbao("account", "looks", "--person", "admin").out
    assert "board" not in shenbao("account", "looks", "--subject", "case:1").out


def test_demonstration_is_shown_with_a_new_password(house: World, shenbao: Shenbao) -> None:
    assert shenbao("account", "demonstration").status == 7
    first = open_accounts(house.service, ["city"], house.now)
    shown = shenbao("account", "demonstration", "--json").json
    assert [each["no"] for each in shown["people"]] == ["city"]
    assert shown["password"] != first
    done = sign_in(house.service, "city", shown["password"], "", address="", device="", now=house.now)
    assert done.person == "city"
    assert "city" in shenbao("account", "demonstration").out
