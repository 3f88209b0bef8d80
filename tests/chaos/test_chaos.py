"""Nothing is lost and nothing done twice, whoever is killed and whatever goes away meanwhile."""

import pytest

from tests.chaos.house import House
from tests.databases import Databases

pytestmark = pytest.mark.long


def test_kills_at_random_instants_lose_nothing_and_double_nothing(
    house: House, kills: int, databases: Databases, database_kind: str
) -> None:
    """Two nodes and two people at work; each kill on another day.

    The mail server is away for a fifth of the time, and PostgreSQL goes down once and comes back.
    """
    house.populate()
    for at in range(kills):
        if at == 2 * kills // 5:
            house.close_mail_server()
        if at == 3 * kills // 5:
            house.open_mail_server()
        if at == 4 * kills // 5 and database_kind == "postgresql":
            house.without(databases.server)
        house.next_day()
        house.kill_somebody()
        assert house.faults() == [], f"after kill {house.kills}"
    assert house.come_to_rest() == []
    assert house.kills >= kills
    print(house.tell())  # noqa: T201 - `make chaos` shows it


@pytest.mark.parametrize("where", ["_post", "write_deadlines"])
def test_action_split_over_two_commits_is_found(
    house: House, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Killed between the two, an actor leaves an entry without its letters, or without all that follows from it."""
    monkeypatch.setenv("CHAOS_SPLIT", where)
    house.open_round()
    found: list[str] = []
    for _ in range(10):
        house.start("actor-0", module="tests.chaos.planted")
        house.kill("actor-0")
        found = found or house.faults()
        if found:
            break
    assert any("was never written" in each for each in found)
