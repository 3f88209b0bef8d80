"""The demonstration's people get in without a code; nobody real does because of it."""

import pytest

from casework.accounts.demonstration import demonstration_people, open_accounts, renew_accounts
from casework.accounts.errors import WrongCredentials
from casework.accounts.passwords import require_fit
from casework.refused import BadInput, NotFound
from tests.casework.accounts.conftest import PASSWORD, Door


def test_invented_officer_gets_in_without_a_code(door: Door) -> None:
    password = open_accounts(door.world.service, ["city", "e1"], door.world.now)
    require_fit(password, "city", "city")
    session = door.session(door.sign_in("city", password).token)
    assert session is not None
    assert (session.code_due, session.demonstration) == (False, True)
    found = [(each.no, each.role) for each in demonstration_people(door.world.service)]
    assert found == [("e1", "expert"), ("city", "officer")]


def test_seeing_the_password_again_makes_a_new_one_and_signs_everybody_out(door: Door) -> None:
    service = door.world.service
    with pytest.raises(NotFound):
        renew_accounts(service, door.world.now)
    first = open_accounts(service, ["city", "e1"], door.world.now)
    token = door.sign_in("city", first).token
    second = renew_accounts(service, door.world.now)
    assert second != first
    assert door.session(token) is None
    with pytest.raises(WrongCredentials):
        door.sign_in("city", first)
    assert door.sign_in("e1", second).person == "e1"


def test_account_of_somebody_real_is_left_alone(door: Door) -> None:
    before = door.world.counts()
    with pytest.raises(BadInput):
        open_accounts(door.world.service, ["city", "app"], door.world.now)
    with pytest.raises(NotFound):
        open_accounts(door.world.service, ["nobody"], door.world.now)
    assert door.world.counts() == before
    assert door.sign_in("app", PASSWORD).person == "app"
