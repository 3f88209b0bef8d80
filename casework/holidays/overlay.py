"""The calendar overlay as it stands in the database."""

from sqlalchemy import select

from calendars import OverlayDay
from casework.service import Service
from models.tables import calendar_day

__all__ = ["overlay_days"]


def overlay_days(service: Service) -> tuple[OverlayDay, ...]:
    """Every line of the overlay, in the order of days."""
    known = select(calendar_day).order_by(calendar_day.c.day, calendar_day.c.region, calendar_day.c.known_on)
    with service.store.reading() as connection:
        return tuple(
            OverlayDay(row.day, row.working, row.source, row.known_on, row.region, estimated=row.estimated)
            for row in connection.execute(known)
        )
