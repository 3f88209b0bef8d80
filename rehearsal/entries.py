"""What is invented for a rehearsal, kept until it is entered: organisations, people, mandates, objects, ties."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from calendars import day_of
from casework.entering import people
from casework.service import Service
from rehearsal.codes import Codes
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage

__all__ = ["Entries"]

Rows = list[dict[str, Any]]


@dataclass
class Entries:
    """Everything invented so far, by code; what is new is entered with the next call of ``enter``."""

    programme: Programme[Stage]
    rng: Random
    begins: datetime
    contacts: dict[str, str] = field(default_factory=dict, init=False)  # who applies for an organisation
    names: dict[str, str] = field(default_factory=dict, init=False)
    regions: dict[str, str] = field(default_factory=dict, init=False)
    kinds: dict[str, tuple[str, str | None]] = field(default_factory=dict, init=False)  # and the one above
    ties: int = field(default=0, init=False)
    codes: Codes = field(default_factory=Codes, init=False)
    _rows: dict[str, Rows] = field(default_factory=dict, init=False)
    _objects: int = field(default=0, init=False)
    _allowed: set[tuple[str, str]] = field(default_factory=set, init=False)

    def new_object(self, region: str, kind: str) -> str:
        """Invent an object: a cluster, base, zone, project or policy; ``kind`` is its party of the definition."""
        self._objects += 1
        number = f"OBJ{self._objects:05d}"
        self._rows.setdefault("objects", []).append(
            {"no": number, "programme": self.programme.programme, "kind": kind, "name": f"演练对象{self._objects:05d}",
             "region": region}
        )  # fmt: skip
        return number

    def allow(self, organisation: str, object_no: str) -> None:
        """Let an organisation apply with an object, if it may not already."""
        if (organisation, object_no) not in self._allowed:
            self._allowed.add((organisation, object_no))
            self._rows.setdefault("applicants", []).append(
                {"object_no": object_no, "organisation_code": organisation, "granted_at": self.begins}
            )

    def tie(self, expert: str, organisation: str, *, ended: bool) -> None:
        """Let an expert have a tie to an organisation, a present one or one that ended a year ago."""
        today = day_of(self.begins)
        until: date | None = today - timedelta(days=365) if ended else None
        row = {"person_no": expert, "organisation_code": organisation, "kind": "employment" if ended else "declared",
               "since": date(today.year - 5, 1, 1), "until": until}  # fmt: skip
        self._rows.setdefault("interests", []).append(row)
        self.ties += 1

    def enter(self, service: Service) -> None:
        """Enter everything invented since the last call."""
        rows, self._rows = self._rows, {}
        if rows:
            people.enter(service, **rows)

    def organisation(
        self, region: str, sort: str, name: str, kind: str, level: str, above: str | None = None
    ) -> str:
        """Enter an organisation, under another one where that is given; returns its code."""
        code = self.codes.next(region, sort)
        self.names[code], self.regions[code], self.kinds[code] = name, region, (kind, above)
        row = {
            "code": code,
            "name": name,
            "kind": kind,
            "level": level,
            "region": region,
            "parent_code": above,
        }
        self._rows.setdefault("organisations", []).append(row)
        return code

    def person(self, number: str, name: str, code: str, role: str) -> str:
        """Enter a person with a role at an organisation; returns the number."""
        self._rows.setdefault("people", []).append({"no": number, "name": name, "organisation_code": code})
        grant = {"person_no": number, "role": role, "organisation_code": code, "granted_at": self.begins}
        self._rows.setdefault("grants", []).append(grant)
        return number

    def mandate(self, code: str, body: str, prefix: str) -> None:
        """Let an organisation act as a body for the regions that begin so."""
        row: Mapping[str, Any] = {
            "organisation_code": code, "programme": self.programme.programme, "body": body, "region": prefix,
        }  # fmt: skip
        self._rows.setdefault("mandates", []).append(dict(row))
