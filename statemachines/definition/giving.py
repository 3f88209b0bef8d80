"""What a table gives for an indicator: how many rows, the sum of a column, or one cell.

Written ``count``, ``count where level = 国家级``, ``any where task = 社会治理`` (1 or 0), ``sum revenue`` (conditions
as well) or ``cell revenue.y2022``. Conditions are joined by ``and``; a number in one is in the unit of its column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from statemachines.definition.base import Sourced

__all__ = ["Condition", "Gives", "Giving"]

Kind = Literal["count", "any", "sum", "cell"]
_ID = r"[a-z][a-z0-9_]*"
_GIVING = re.compile(
    rf"(?:(?P<count>count|any)|sum (?P<sum>{_ID})|cell (?P<row>{_ID})\.(?P<column>{_ID}))(?: where (?P<where>.+))?"
)
_CONDITION = re.compile(rf"(?P<column>{_ID}) (?P<op>=|!=|>=|>|<=|<) (?P<value>\S+)")
_EXAMPLES = [
    "count",
    "count where level = 国家级",
    "sum revenue",
    "any where task = 社会治理",
    "cell revenue.y2022",
]


@dataclass(frozen=True)
class Condition:
    """Which rows count: a column compared with a text, or with a number in the unit of the column."""

    column: str
    op: str
    value: str

    @property
    def number(self) -> Decimal | None:
        """The value as a number; None for a text."""
        try:
            return Decimal(self.value)
        except InvalidOperation:
            return None

    def __str__(self) -> str:
        return f"{self.column} {self.op} {self.value}"


@dataclass(frozen=True)
class Giving:
    """One figure: ``count`` and ``any`` of rows, ``sum`` of a column, ``cell`` of a row and a column."""

    kind: Kind
    column: str = ""
    row: str = ""
    where: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        said = (
            f"cell {self.row}.{self.column}" if self.kind == "cell" else f"{self.kind} {self.column}".strip()
        )
        return said + (f" where {' and '.join(map(str, self.where))}" if self.where else "")


def _giving(raw: Any) -> Any:
    if isinstance(raw, Giving):
        return raw
    found = _GIVING.fullmatch(raw) if isinstance(raw, str) else None
    parts = (
        [_CONDITION.fullmatch(each) for each in found["where"].split(" and ")]
        if found and found["where"]
        else []
    )
    if not found or not all(parts) or (found["row"] and parts) or (found["count"] == "any" and not parts):
        raise ValueError(f"“{raw}” gives nothing: write {'; '.join(f'“{each}”' for each in _EXAMPLES)}")
    where = tuple(Condition(each["column"], each["op"], each["value"]) for each in parts if each)
    if found["row"]:
        return Giving("cell", found["column"], found["row"])
    return Giving("sum", found["sum"], "", where) if found["sum"] else Giving(_counting(found), "", "", where)


def _counting(found: re.Match[str]) -> Kind:
    return "any" if found["count"] == "any" else "count"


Written = Annotated[
    Giving, BeforeValidator(_giving), WithJsonSchema({"type": "string", "examples": _EXAMPLES})
]


class Gives(Sourced):
    """A figure that a table gives; ``part`` where the table lists a part only, so that the whole is no less."""

    is_: Written = Field(alias="is")
    part: bool = Field(
        default=False, description="the table lists a part: what is stated may be more, never less"
    )

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        return raw if isinstance(raw, dict | cls) else {"is": raw}
