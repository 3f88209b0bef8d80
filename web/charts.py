"""Charts drawn on the server: how wide, how high and where each part is. Pure; `charts.html` draws them.

Across, everything is in percent of the drawing, so that it fits any screen without shrinking its text; downward in
pixels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = [
    "Bar", "Bars", "Column", "Columns", "Funnel", "Length", "Line", "Span", "Stretch", "Tick", "bars", "columns",
    "funnel", "time_line",
]  # fmt: skip

ROW = 36  # pixels: a line of text and a bar below it
STEP = 30  # pixels: a bar of a funnel with its gap
HIGH = 110  # pixels: the highest column
MOST_TICKS = 7  # months that are named below a time line
MOST_NAMES = 10  # columns that are named


@dataclass(frozen=True, slots=True)
class Length:
    """What a bar stands for: a value, ``text`` as it is written, and ``reach``, how far a thin line goes beyond it."""

    label: str
    value: float
    text: str = ""
    reach: float = 0.0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: ``width`` and ``reach`` in percent, ``top`` of its row in pixels, ``kind`` late, risk, good or none."""

    label: str
    text: str
    width: float
    reach: float
    top: int
    kind: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars one below the other; ``height`` in pixels."""

    height: int
    bars: tuple[Bar, ...]


def bars(lengths: Iterable[Length]) -> Bars:
    """Horizontal bars, the longest of them as wide as the drawing."""
    all_ = tuple(lengths)
    most = max((max(each.value, each.reach) for each in all_), default=0)
    return Bars(
        ROW * len(all_),
        tuple(
            Bar(
                each.label, each.text or f"{each.value:g}", _share(each.value, most), _share(each.reach, most),
                ROW * place, each.kind,
            )
            for place, each in enumerate(all_)
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Funnel:
    """A funnel: each step a bar in the middle, its ``width`` in percent of the first one's."""

    height: int
    bars: tuple[Bar, ...]


def funnel(steps: Sequence[tuple[str, int]]) -> Funnel:
    """A funnel of steps with how many came so far; each says what share of the first that is."""
    first = max((count for _, count in steps), default=0)
    return Funnel(
        STEP * len(steps),
        tuple(
            Bar(label, f"{count} · {_share(count, first):.0f}%", _share(count, first), 0.0, STEP * place, "")
            for place, (label, count) in enumerate(steps)
        ),
    )


@dataclass(frozen=True, slots=True)
class Column:
    """An upright bar: ``left`` and ``width`` in percent, ``top`` and ``height`` in pixels; some bear no name."""

    label: str
    text: str
    left: float
    width: float
    top: float
    height: float
    named: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns side by side; ``floor`` is where they stand, in pixels."""

    height: int
    floor: int
    columns: tuple[Column, ...]


def columns(lengths: Sequence[Length]) -> Columns:
    """Upright bars in their order, the highest of them 110 pixels high; of many only some are named."""
    most = max((each.value for each in lengths), default=0)
    pitch, every = 100 / max(len(lengths), 1), 1 + (len(lengths) - 1) // MOST_NAMES
    floor = HIGH + 18
    found = []
    for place, each in enumerate(lengths):
        high = round(_share(each.value, most) * HIGH / 100, 1)
        found.append(
            Column(
                each.label, each.text or f"{each.value:g}", round(pitch * (place + 0.15), 2), round(pitch * 0.7, 2),
                round(floor - high, 1), high, place % every == 0, each.kind,
            )
        )  # fmt: skip
    return Columns(floor + 20, floor, tuple(found))


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both with it; the same day twice for a moment."""

    label: str
    first: date
    last: date
    text: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span as it is drawn: ``left`` and ``width`` in percent, ``top`` in pixels."""

    label: str
    text: str
    left: float
    width: float
    top: int
    kind: str


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month: ``left`` in percent."""

    label: str
    left: float


@dataclass(frozen=True, slots=True)
class Line:
    """A time line; ``today`` in percent, None where it lies outside."""

    height: int
    floor: int
    stretches: tuple[Stretch, ...]
    ticks: tuple[Tick, ...]
    today: float | None


def time_line(spans: Sequence[Span], today: date) -> Line:
    """Spans one below the other over the time that they cover, with its months."""
    first = min((each.first for each in spans), default=today)
    last = max((each.last for each in spans), default=today)
    days = (last - first).days + 1

    def at(day: date) -> float:
        return round(100 * (day - first).days / days, 2)

    stretches = tuple(
        Stretch(
            each.label, each.text, at(each.first), round(at(each.last + timedelta(1)) - at(each.first), 2),
            ROW * place, each.kind,
        )
        for place, each in enumerate(spans)
    )  # fmt: skip
    ticks = tuple(Tick(f"{day.year}-{day.month:02}", at(day)) for day in _months(first, last))
    floor = ROW * len(spans) + 4
    return Line(floor + 20, floor, stretches, ticks, at(today) if first <= today <= last else None)


def _months(first: date, last: date) -> list[date]:
    """First days of months within a time, thinned until there are few enough to be named."""
    begins = first.replace(day=1)
    months = [
        date(number // 12, number % 12 + 1, 1)
        for number in range(begins.year * 12 + begins.month - 1, last.year * 12 + last.month)
    ]
    inside = [day for day in months if day >= first]
    return inside[:: 1 + (len(inside) - 1) // MOST_TICKS] if inside else []


def _share(part: float, whole: float) -> float:
    """In percent, with two places; nothing of nothing is nothing."""
    return round(100 * part / whole, 2) if whole else 0.0
