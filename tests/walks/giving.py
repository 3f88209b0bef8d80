"""What is given with an action, by the name and the kind of each field; nothing here knows a programme."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from casework.service import Service
from casework.views.standing import Standing
from models.tables import objection
from statemachines.definition.programme import REWARD, Programme
from statemachines.definition.selector import matches
from statemachines.definition.stage import Stage
from statemachines.machine import Field, Transition

__all__ = ["Giver"]

MONEY = ("1000", "333.33", "50000", "123456.79", "800000", "0.01")


@dataclass(frozen=True)
class Giver:
    """Somebody who acts on a subject today; ``sloppy`` is how often what is given is not what is asked for."""

    service: Service
    standing: Standing
    today: date
    dice: Random
    sloppy: float

    def given(self, ways: Iterable[Transition]) -> dict[str, Any]:
        """What is given with an action that has these ways."""
        fields = {field.name: field for way in ways for field in way.fields}
        told = {name: self._value(field) for name, field in fields.items()}
        if self.dice.random() < 0.5 or not {"elsewhere", "elsewhere_policy"} <= set(told):
            told |= {name: None for name in ("elsewhere", "elsewhere_policy") if name in told}
        return {name: value for name, value in told.items() if value is not None and not self._slips()}

    def _slips(self) -> bool:
        return self.dice.random() < self.sloppy / 4

    def _value(self, field: Field) -> Any:
        named: Mapping[str, Callable[[], Any]] = {
            "materials": self._materials,
            "indicators": self._figures,
            "items": lambda: None,
            "checked": lambda: None,
            "objection": self._objection,
            "criterion": lambda: self.dice.choice(self._paths()),
            "amount": self._amount,
            "elsewhere": lambda: self.dice.choice(MONEY),
            "due": lambda: self._ahead(1, 60),
            "starts": lambda: None if self._slips() else f"{self.dice.randint(8, 17):02}:30",
            "turn": lambda: str(self.dice.randint(1, 999)),
            "until": lambda: self._ahead(5, 60),
            "effective_on": lambda: self._ahead(0, 20),
            "text_digest": lambda: "ab" * 32,
            "kind": lambda: None,
        }
        if field.kind == "records" and field.name == "findings":
            return [*self._judgements()]
        if field.name in named:
            return named[field.name]()
        if not field.required and field.kind == "date":
            return None
        return self._by_kind(field)

    def _by_kind(self, field: Field) -> Any:
        match field.kind:
            case "date":
                return str(self.today)
            case "number":
                most = field.help.rpartition("–")[2]
                return str(self.dice.randint(0, int(most) if most.isdigit() else 100))
            case "flag":
                return self.dice.random() < 0.7
            case "choice":
                return self.dice.choice(field.choices)
            case "texts":
                return list(field.choices)
            case _:
                return "走" * self.dice.randint(1, 3)

    def _ahead(self, first: int, last: int) -> str:
        back = 30 if self._slips() else 0
        return str(self.today + timedelta(days=self.dice.randint(first, last) - back))

    def _materials(self) -> list[dict[str, Any]]:
        here = self.standing.machine.states[self.standing.state].stage
        facts = self.standing.row.get("facts") or {}
        return [
            {"material": key, **({"copies": each.copies} if each.copies else {})}
            for key, each in self.standing.loaded.programme.materials.items()
            if here in each.at and matches(each.for_, facts) and not self._slips()
        ]

    def _figures(self) -> list[dict[str, Any]]:
        """Enough for every threshold, seldom far from it; a year is this one."""
        programme = self.standing.loaded.programme
        more, others = self.dice.choice(("1", "1.01", "2.5")), self.dice.choice((7, 5000))
        stated = dict.fromkeys(programme.indicators, Decimal(others)) | enough(programme, Decimal(more))
        units = {name: each.unit for name, each in programme.indicators.items()}
        stated |= {name: Decimal(self.today.year) for name in stated if units[name] == "年"}
        return [
            {"indicator": name, "value": format(value / 10 if self._slips() else value, "f")}
            for name, value in stated.items()
        ]

    def _paths(self) -> list[str]:
        """The criteria that hold for this case, whole ones and leaves."""
        programme, facts = self.standing.loaded.programme, self.standing.row.get("facts") or {}
        whole = [key for key, each in programme.criteria.items() if matches(each.for_, facts)]
        leaves = (path for path in self.standing.loaded.leaves if path.partition(".")[0] in whole)
        return [*dict.fromkeys((*whole, *leaves))] or ["x"]

    def _judgements(self) -> Iterator[dict[str, Any]]:
        kinds = self.standing.loaded.leaves
        for path in self._paths():
            if kinds.get(path) in ("judge", "veto"):
                yield {
                    "criterion": path,
                    "met": self.dice.random() < 0.97 - self.sloppy / 4,
                    "reason": "核实",
                }

    def _amount(self) -> str | None:
        """Where people decide how much, they do."""
        reward = self.standing.loaded.programme.rewards.get(self.standing.row["facts"].get(REWARD, ""))
        decided = reward is not None and reward.amount is not None and reward.amount.by_people
        return self.dice.choice(MONEY) if decided is not self._slips() else None

    def _objection(self) -> str:
        known = select(objection.c.no).where(objection.c.case_no == self.standing.row.get("no"))
        with self.service.store.reading() as connection:
            rows = list(connection.execute(known.order_by(objection.c.state, objection.c.no)).scalars())
        return rows[0] if rows else "none"


def enough(programme: Programme[Stage], factor: Decimal) -> dict[str, Decimal]:
    """Figures that meet all thresholds: the bound itself, or more of it by a factor."""
    stated: dict[str, Decimal] = {}
    needs = [leaf.need for each in programme.criteria.values() for leaf in each.leaves() if leaf.need]
    for need in sorted(needs, key=lambda need: need.per is not None):
        more = need.op.startswith(">")
        wanted = need.bound * factor + (need.op == ">") if more else need.bound / factor - (need.op == "<")
        if need.per is None:
            stated[need.left] = wanted
        elif need.left in stated and need.per not in stated:
            stated[need.per] = stated[need.left] / (need.bound / (100 if need.percent else 1))
        else:
            stated[need.left] = (
                stated.setdefault(need.per, Decimal(1000)) * need.bound / (100 if need.percent else 1)
            )
    return stated
