"""What the pages are made from: handed to the app by whoever puts the service together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from prometheus_client import CollectorRegistry

from casework.service import Service
from casework.views.monitoring.kept import Kept
from web.full_counts import Floods

__all__ = ["House", "InHouse"]

Check = Callable[[], str]


def _nowhere() -> str:
    return ""


@dataclass
class House:
    """Casework, a clock, what is measured, and what has to be well.

    ``checks`` name what must be well for the service to be ready; each says what is not, or nothing.
    ``kept`` are counts that many look at, by what is counted and the sight of whoever asks; ``slow`` those that read
    whole histories, which are kept the longer the more there is to read. ``public_url`` is what people type to reach
    us, empty where that is the address they come by.
    """

    service: Service
    clock: Callable[[], datetime]
    registry: CollectorRegistry
    checks: Mapping[str, Check] = field(default_factory=dict)
    prefect_pages: Callable[[], str] = _nowhere
    kept: Kept[Any] = field(default_factory=Kept)
    slow: Kept[Any] = field(default_factory=lambda: Kept(patience=20))
    public_url: str = ""
    floods: Floods = field(default_factory=Floods)

    def whole(self, path: str, request: Request) -> str:
        """The whole address of a path of ours: at the address that people type, else at that of the request."""
        return f"{self.public_url or str(request.base_url).rstrip('/')}{path}"


async def _of(request: Request) -> House:  # no thread is worth it
    house: House = request.app.state.house
    return house


InHouse = Annotated[House, Depends(_of)]
