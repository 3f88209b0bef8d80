"""What there is to read for everybody, number by number: for search engines, which follow no filters."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from casework.service import Service
from casework.views.public.consultations import list_consultations
from models.tables import name_list, title

__all__ = ["public_pages"]


def public_pages(service: Service, now: datetime, *, limit: int) -> tuple[tuple[str, str], ...]:
    """Kind (notice, consultation, title) and number of every page for everybody, at most ``limit``.

    Notices come first, then drafts, then titles: of each the newest before the others.
    """
    notices = select(name_list.c.no).where(name_list.c.published_on.is_not(None))
    notices = notices.order_by(name_list.c.published_on.desc(), name_list.c.no).limit(limit)
    titles = select(title.c.no).order_by(title.c.no.desc()).limit(limit)
    with service.store.reading() as connection:
        lists = connection.execute(notices).scalars().all()
        held = connection.execute(titles).scalars().all()
    drafts = [each.no for each in list_consultations(service, now, limit=limit)]

    def every() -> Iterator[tuple[str, str]]:
        yield from (("notice", no) for no in lists)
        yield from (("consultation", no) for no in drafts)
        yield from (("title", no) for no in held)

    return tuple(every())[:limit]
