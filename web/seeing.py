"""Whether somebody may see a subject at all; what lies beyond is answered as if it were not there."""

from sqlalchemy import Select, select

from casework.refused import NotFound
from casework.service import Service
from casework.steps import kind_of, number_of
from models.tables import case_file, name_list, round, title
from web.signed_in import Who

__all__ = ["require_sight"]


def require_sight(service: Service, who: Who, subject: str) -> None:
    """Raise NotFound for a subject that this person does not see, which is what it would be if it did not exist."""
    known = _known(who, kind_of(subject), number_of(subject))
    if known is None:
        return
    with service.store.reading() as connection:
        if connection.execute(known).first() is None:
            raise NotFound(kind_of(subject), number_of(subject))


def _known(who: Who, kind: str, number: str) -> Select[tuple[str]] | None:
    """The question whether it is there to be seen; None for what everybody who has signed in may see."""
    match kind:
        case "case":
            return select(case_file.c.no).where(case_file.c.no == number, who.sight.cases())
        case "title":
            return select(title.c.no).where(title.c.no == number, who.sight.titles())
        case "list" if not who.administers:
            return select(name_list.c.no).where(
                name_list.c.no == number, name_list.c.programme.in_(who.sight.programmes() or ())
            )
        case "round" if not who.administers and who.office:
            return select(round.c.no).where(
                round.c.no == number, round.c.programme.in_(who.sight.programmes() or ())
            )
        case _:
            return None
