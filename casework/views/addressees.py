"""Who somebody is: people, organisations and outside addresses by name, where a row keeps a number or a code."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from casework.record.seals import WITNESS
from casework.storage.among import among
from casework.storage.prepared import Prepared
from models.tables import organisation, person

__all__ = ["called"]

KNOWN = {
    WITNESS: "外部存证人 / the outside witness",
    "clock": "时钟 / clock",
    "public": "公众 / public",
}
_ORGANISATIONS = Prepared(
    select(organisation.c.code, organisation.c.name).where(among(organisation.c.code, "codes"))
)
_PEOPLE = Prepared(select(person.c.no, person.c.name).where(among(person.c.no, "numbers")))


def called(connection: Connection, whom: Iterable[str | None]) -> dict[str, str]:
    """The names of people (by number) and organisations (`org:CODE`), a statement for each; others are left out."""
    wanted = sorted({each for each in whom if each})
    codes = [each.removeprefix("org:") for each in wanted if each.startswith("org:")]
    numbers = [each for each in wanted if not each.startswith(("org:", "role:"))]
    found = {who: name for who, name in KNOWN.items() if who in wanted}
    if codes:
        found |= {f"org:{code}": name for code, name in _ORGANISATIONS.rows(connection, codes=codes)}
    if numbers:
        found |= dict(_PEOPLE.rows(connection, numbers=numbers))
    return found
