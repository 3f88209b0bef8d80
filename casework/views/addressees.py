"""Who somebody is: people, organisations and outside addresses by name, where a row keeps a number or a code."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select

from casework.record.seals import WITNESS
from casework.views.rows import chunks
from models.tables import organisation, person

__all__ = ["called"]

KNOWN = {
    WITNESS: "外部存证人 / the outside witness",
    "clock": "时钟 / clock",
    "public": "公众 / public",
}
_ORGANISATIONS = select(organisation.c.code, organisation.c.name).where(
    organisation.c.code.in_(bindparam("codes", expanding=True))
)
_PEOPLE = select(person.c.no, person.c.name).where(person.c.no.in_(bindparam("numbers", expanding=True)))


def called(connection: Connection, whom: Iterable[str | None]) -> dict[str, str]:
    """The names of people (by number) and organisations (`org:CODE`), a statement for each; others are left out."""
    wanted = sorted({each for each in whom if each})
    codes = [each.removeprefix("org:") for each in wanted if each.startswith("org:")]
    numbers = [each for each in wanted if not each.startswith(("org:", "role:"))]
    found = {who: name for who, name in KNOWN.items() if who in wanted}
    for piece in chunks(codes):
        named = connection.execute(_ORGANISATIONS, {"codes": piece})
        found |= {f"org:{code}": name for code, name in named}
    for piece in chunks(numbers):
        found |= dict(connection.execute(_PEOPLE, {"numbers": piece}).tuples().all())
    return found
