"""The world of tests with more to do: a hundred objects, and an address for everybody."""

from __future__ import annotations

from sqlalchemy import update

from casework.entering import people
from casework.entropy import SeededEntropy
from casework.service import Service
from casework.storage.store import open_store
from models.tables import organisation, person
from tests.world import FIRM, FIRM2, make_world

__all__ = ["applicant_of", "make_town", "office_of", "places"]

PLACES = 100


def places() -> list[str]:
    """The numbers of the objects that cases are about; the even ones lie in the first city."""
    return [f"P{n}" for n in range(PLACES)]


def _first_city(where: str) -> bool:
    return int(where[1:]) % 2 == 0


def applicant_of(where: str) -> tuple[str, str]:
    """Who applies for an object, and for which organisation."""
    return ("app", FIRM) if _first_city(where) else ("app2", FIRM2)


def office_of(where: str) -> str:
    """The officer of the city an object lies in."""
    return "city" if _first_city(where) else "city2"


def make_town(url: str) -> None:
    """Make its database: nothing has happened yet."""
    make_world(url)
    with open_store(url, durable=False) as store:
        service = Service(store, SeededEntropy(1))
        regions = {where: "370102" if _first_city(where) else "370202" for where in places()}
        people.enter(
            service,
            objects=[
                {"no": where, "programme": "standard", "kind": "object", "name": where, "region": region}
                for where, region in regions.items()
            ],
        )
        with store.writing() as connection:
            connection.execute(update(person).values(email=person.c.no + "@example.org"))
            connection.execute(update(organisation).values(email=organisation.c.code + "@example.org"))
