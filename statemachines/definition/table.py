"""Tables that an applicant fills in: fixed rows or open ones, what each cell holds, and which figures they give."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from statemachines.definition.base import Identifier, Name, Sourced
from statemachines.definition.giving import Gives
from statemachines.definition.parts import Several
from statemachines.definition.selector import Selector

__all__ = ["NUMBERS", "Cell", "CellType", "Column", "Line", "Table"]

CellType = Literal["text", "number", "whole", "percent", "date", "yes_no", "choice"]
NUMBERS = ("number", "whole", "percent")


def _bound(raw: Any) -> Any:
    return str(raw) if isinstance(raw, float) else raw


Bound = Annotated[Decimal | None, BeforeValidator(_bound, json_schema_input_type=int | float)]


class Cell(Sourced):
    """What a cell holds: the kind of value, its unit, whether it must be there, and within which bounds."""

    name: Name
    type: CellType = "text"
    unit: str = Field(default="", description="unit of a number, as the notice prints it")
    required: bool = False
    least: Bound = Field(default=None, description="the smallest number that is taken")
    most: Bound = Field(default=None, description="the largest number that is taken")
    choose: tuple[str, ...] = Field(default=(), description="what a choice is made from")

    @model_validator(mode="after")
    def _fitting(self) -> Cell:
        if (self.type == "choice") != bool(self.choose):
            raise ValueError("'choose' lists the choices of a cell of type 'choice', and of no other")
        if self.type not in NUMBERS and (self.unit or self.least is not None or self.most is not None):
            raise ValueError(f"'unit', 'least' and 'most' are for numbers; here the type is '{self.type}'")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(f"no number is at least {self.least} and at most {self.most}")
        return self


class Column(Cell):
    """A column; of a table with fixed rows it bears a name only, since there each row says what its cells hold."""

    key: bool = Field(default=False, description="tells the rows apart: must be filled in, no value twice")
    also: Several = Field(default=(), description="other names under which people send this column")


class Line(Cell):
    """A fixed row; ``under`` are the headings it stands below, the outermost first."""

    under: Several = ()


class Table(Sourced):
    """A table: the paper it ``is``, or the one ``with`` which it is asked; with ``rows`` fixed, without them open."""

    name: Name
    is_: Identifier | None = Field(default=None, alias="is", description="the paper that the table is")
    with_: Identifier | None = Field(
        default=None, alias="with", description="the paper together with which the table may be handed in"
    )
    for_: Selector = Field(default_factory=dict, alias="for")
    as_of: bool = Field(default=False, description="bears the day up to which its figures were counted")
    columns: dict[Identifier, Column] = Field(min_length=1)
    rows: dict[Identifier, Line] = Field(default_factory=dict)
    gives: dict[Identifier, Gives] = Field(
        default_factory=dict, description="indicator → what the table gives for it"
    )

    @model_validator(mode="after")
    def _whole(self) -> Table:
        if (self.is_ is None) == (self.with_ is None):
            raise ValueError(
                "a table says which paper it 'is', or 'with' which one it is asked: one of the two"
            )
        typed = [
            key for key, each in self.columns.items() if each.type != "text" or each.key or each.required
        ]
        if self.rows and typed:
            raise ValueError(f"each fixed row says what its cells hold: column '{typed[0]}' has a name only")
        return self

    @property
    def paper(self) -> str:
        """The id of the paper that the table is, or with which it is asked."""
        return self.is_ or self.with_ or ""
