"""Nothing is lost and nothing done twice, whoever is killed and whatever goes away meanwhile."""

import pytest

from tests.chaos.house import House

pytestmark = pytest.mark.long


def test_kills_at_random_instants_lose_nothing_and_double_nothing(house: House, kills: int) -> None:
    """Two nodes and two people at work; each kill on another day, the mail server away for a fifth of the time."""
    house.populate()
    away = range(2 * kills // 5, 3 * kills // 5)
    for at in range(kills):
        if at == away.start:
            house.close_mail_server()
        if at == away.stop:
            house.open_mail_server()
        house.next_day()
        house.kill_somebody()
        assert house.faults() == [], f"after kill {house.kills}"
    assert house.come_to_rest() == []
    assert house.kills >= kills
    print(house.tell())  # noqa: T201 - `make chaos` shows it
