"""Who walks through a programme: people invented for any definition by the rehearsal, and what they apply with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from calendars import SHANGHAI
from casework.entering import people
from casework.entering.programmes import enter_programme
from casework.entropy import SeededEntropy
from casework.service import Service
from casework.storage.store import open_store, upgrade
from rehearsal.population import Population
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.loader import Loaded, load_folder

__all__ = ["Applicant", "Cast", "cast_of"]

INVENTED = 80  # applicants, of whom few are kept: quotas are only reached where many come from one city
KEPT = 6  # of each sort and city
CITIES = 2  # of each sort
OBJECTS = 8  # of each kind
FIRST_DAY = date(2020, 1, 6)  # of programmes whose notice bears no date

Applicant = tuple[str, str | None]  # and the operator, where that is another organisation


@dataclass(frozen=True)
class Cast:
    """A programme with its people, its applicants by sort and city, and its objects by kind."""

    folder: Path
    loaded: Loaded
    people: Population
    applicants: tuple[tuple[Applicant, ...], ...]
    objects: dict[str, tuple[str, ...]]

    @property
    def programme(self) -> Programme[Stage]:
        """The definition."""
        return self.loaded.programme

    @property
    def begins(self) -> datetime:
        """Ten in the morning of the day of the notice."""
        return datetime.combine(self.programme.notice.dated or FIRST_DAY, time(10), SHANGHAI)

    def make(self, url: str) -> None:
        """Make a database with the programme and its people, before anything has happened in it."""
        with open_store(url, current=False, durable=False) as store:
            upgrade(store)
            service = Service(store, SeededEntropy(1))
            enter_programme(service, self.folder, self.begins)
            _invented(self.programme)[0].enter(service)
            people.enter(service, objects=[*self._object_rows()])

    def _object_rows(self) -> Iterator[dict[str, Any]]:
        of = {"programme": self.programme.programme, "region": self.people.home.code}
        for kind, numbers in self.objects.items():
            yield from ({**of, "no": no, "kind": kind, "name": no} for no in numbers)


@cache
def cast_of(folder: Path) -> Cast:
    """The cast of a programme; the same every time."""
    loaded = load_folder(folder)
    kinds = sorted({each.about for each in loaded.programme.procedures.values()})
    objects = {kind: tuple(f"{kind}-{n}" for n in range(1, OBJECTS + 1)) for kind in kinds}
    invented, applicants = _invented(loaded.programme)
    return Cast(folder, loaded, invented, _crowds(invented, applicants), objects)


def _invented(programme: Programme[Stage]) -> tuple[Population, list[Applicant]]:
    """Everybody, invented anew from the same seed: entering them takes them out of the population's hands."""
    begins = datetime.combine(programme.notice.dated or FIRST_DAY, time(8), SHANGHAI)
    people = Population(programme, Random("walks"), begins, INVENTED)
    people.settle()
    applicants = [people.applicant(number) for number in range(INVENTED)]
    for number in range(0, INVENTED if people.experts else 0, 7):
        code, operator = applicants[number]
        people.tie(people.experts[number % len(people.experts)], operator or code, ended=False)
    return people, list(dict.fromkeys(applicants))


def _crowds(people: Population, applicants: list[Applicant]) -> tuple[tuple[Applicant, ...], ...]:
    """Applicants of one sort from one city together: of each sort those of the cities that most come from."""
    sorts: dict[tuple[str, ...], dict[str, list[Applicant]]] = defaultdict(lambda: defaultdict(list))
    told = [name for name, fact in people.programme.facts.items() if fact.of and not fact.regions]
    for each in applicants:
        facts = people.facts_of(each[0])
        sorts[tuple(facts[name] for name in told)][people.regions[each[0]][:4]].append(each)
    return tuple(
        tuple(crowd[:KEPT])
        for cities in sorts.values()
        for crowd in sorted(cities.values(), key=len, reverse=True)[:CITIES]
    )
