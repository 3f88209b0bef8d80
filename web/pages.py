"""The templates, and how they write moments and names."""

from datetime import datetime
from pathlib import Path

import jinja2
from fastapi.templating import Jinja2Templates

from calendars import SHANGHAI

__all__ = ["templates"]


def _moment(moment: datetime | None) -> str:
    """A moment on Shanghai's clock."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def _chinese(name: str) -> str:
    """“受理 / accepted” → “受理”."""
    return name.split(" / ")[0]


_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(moment=_moment, chinese=_chinese)
templates = Jinja2Templates(env=_environment)
