"""The figures that tables give, exactly, in the units of the indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from statemachines.definition.base import chinese, english
from statemachines.definition.giving import Condition, Giving
from statemachines.definition.parts import Indicator
from statemachines.definition.table import NUMBERS, Table
from statemachines.definition.units import factor

__all__ = ["Figure", "figure", "figures", "in_words"]

Rows = Sequence[Mapping[str, str]]
_SIGNS = {"=": "为", "!=": "不为", ">=": "≥", ">": ">", "<=": "≤", "<": "<"}
_DIGITS = 80  # no sum of numbers that are taken is longer


@dataclass(frozen=True, slots=True)
class Figure:
    """What a table gives for an indicator; of a ``part`` the whole is no less. ``how`` is in words, 中文 / English."""

    indicator: str
    table: str
    value: Decimal
    part: bool
    how: str

    def agrees(self, stated: Decimal) -> bool:
        """Whether what was stated fits."""
        return stated >= self.value if self.part else stated == self.value


def figures(
    tables: Mapping[str, Table], rows: Mapping[str, Rows], indicators: Mapping[str, Indicator]
) -> tuple[Figure, ...]:
    """The figures that those tables give whose rows are there, canonical as the tables' own room makes them."""
    return tuple(
        Figure(indicator, key, value, gives.part, in_words(table, gives.is_))
        for key, table in tables.items()
        if key in rows
        for indicator, gives in table.gives.items()
        if (value := figure(table, gives.is_, rows[key], indicators[indicator].unit)) is not None
    )


def figure(table: Table, giving: Giving, rows: Rows, unit: str) -> Decimal | None:
    """One figure in a unit; None for a cell in which nothing stands."""
    if giving.kind == "cell":
        at = list(table.rows).index(giving.row)
        text = rows[at].get(giving.column, "") if at < len(rows) else ""
        return _turned(Decimal(text), table.rows[giving.row].unit, unit) if text else None
    counted = [row for row in rows if all(_holds(table, each, row) for each in giving.where)]
    if giving.kind == "sum":
        numbers = [Decimal(row[giving.column]) for row in counted if row.get(giving.column)]
        with localcontext() as context:
            context.prec = _DIGITS
            return _turned(sum(numbers, Decimal(0)), table.columns[giving.column].unit, unit)
    return Decimal(len(counted)) if giving.kind == "count" else Decimal(bool(counted))


def in_words(table: Table, giving: Giving) -> str:
    """How a figure is found, 中文 / English."""
    named = {key: each.name for key, each in (*table.columns.items(), *table.rows.items())}
    when = "且".join(f"“{chinese(named[each.column])}”{_SIGNS[each.op]}{each.value}" for each in giving.where)
    where = " and ".join(f"“{english(named[each.column])}” {each.op} {each.value}" for each in giving.where)
    zh, en = {
        "count": ("行数", "rows"),
        "any": ("有则为1", "1 where there is a row"),
        "sum": (
            f"“{chinese(named.get(giving.column, ''))}”合计",
            f"sum of “{english(named.get(giving.column, ''))}”",
        ),
        "cell": (
            f"“{chinese(named.get(giving.row, ''))}”{chinese(named.get(giving.column, ''))}",
            f"“{english(named.get(giving.row, ''))}”, {english(named.get(giving.column, ''))}",
        ),
    }[giving.kind]
    return f"{zh}（{when}） / {en} where {where}" if when else f"{zh} / {en}"


def _turned(number: Decimal, given: str, wanted: str) -> Decimal:
    times = factor(given, wanted)
    assert times is not None  # the loader compares the units
    with localcontext() as context:
        context.prec = _DIGITS
        return number if times == 1 else number * times


def _holds(table: Table, condition: Condition, row: Mapping[str, str]) -> bool:
    """Whether a row is meant; an empty cell fits no condition but “!=”."""
    text = row.get(condition.column, "")
    if table.columns[condition.column].type not in NUMBERS or not text:
        return (text == condition.value) is (condition.op == "=") if condition.op in ("=", "!=") else False
    number, bound = Decimal(text), condition.number
    assert bound is not None  # the loader looks at it
    return {
        "=": number == bound, "!=": number != bound, ">=": number >= bound, ">": number > bound,
        "<=": number <= bound, "<": number < bound,
    }[condition.op]  # fmt: skip
