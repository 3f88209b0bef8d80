"""Whether somebody may see a subject at all; what lies beyond is answered as if it were not there."""

from functools import lru_cache

from sqlalchemy import BindParameter, Select, bindparam, select

from casework.refused import NotFound
from casework.rights.sight import Sight
from casework.service import Service
from casework.steps import kind_of, number_of
from models.tables import case_file, name_list, round, title
from web.signed_in import Who

__all__ = ["require_sight"]


def require_sight(service: Service, who: Who, subject: str) -> None:
    """Raise NotFound for a subject that this person does not see, which is what it would be if it did not exist."""
    kind, number = kind_of(subject), number_of(subject)
    known = _known(kind, who.sight)
    if known is None or (kind == "round" and not who.office):
        return
    with service.store.reading() as connection:
        if connection.execute(known, {"number": number}).first() is None:
            raise NotFound(kind, number)


@lru_cache(maxsize=256)  # every page of a subject asks, and to say it costs more than to ask
def _known(kind: str, sight: Sight) -> Select[tuple[str]] | None:
    """The question whether it is there to be seen; None for what everybody who has signed in may see."""
    mine = sight.programmes()
    number: BindParameter[str] = bindparam("number")
    match kind:
        case "case":
            return select(case_file.c.no).where(case_file.c.no == number, sight.cases())
        case "title":
            return select(title.c.no).where(title.c.no == number, sight.titles())
        case "list" if mine is not None:
            return select(name_list.c.no).where(name_list.c.no == number, name_list.c.programme.in_(mine))
        case "round" if mine is not None:
            return select(round.c.no).where(round.c.no == number, round.c.programme.in_(mine))
        case _:
            return None
