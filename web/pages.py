"""The templates, and how they write moments and names."""

from datetime import date, datetime
from pathlib import Path

import jinja2
from fastapi.templating import Jinja2Templates

from calendars import SHANGHAI
from calendars.days import written
from statemachines.definition.base import chinese
from statemachines.words import action_word, end_word

__all__ = ["templates"]


def _moment(moment: datetime | None) -> str:
    """A moment on Shanghai's clock."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def _day(day: date | None) -> str:
    """A day as people write it: 2026年11月21日 周六."""
    return written(day) if day else ""


_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(
    moment=_moment, chinese=chinese, day=_day, action_word=action_word, end_word=end_word
)
templates = Jinja2Templates(env=_environment)
