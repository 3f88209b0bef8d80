"""The invented population of a rehearsal: offices for every body, experts with ties, and who may act for whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rehearsal.admitting import Admitted, admitted, regions_admitted, sort_of
from rehearsal.codes import ASSOCIATION, AUTHORITY, ENTERPRISE
from rehearsal.entries import Entries
from rehearsal.places import Place, counties, home_of, prefectures
from rehearsal.policy import FARTHER
from statemachines.definition.base import chinese
from statemachines.definition.parts import Body

__all__ = ["Office", "Population"]

OFFICERS = 2  # people at each office
EXPERTS = 24  # at least so many, and one more for every forty cases
MOST_EXPERTS = 60


@dataclass(frozen=True)
class Office:
    """An organisation that acts as a body for the regions beginning with ``prefix``, and its people."""

    body: str
    code: str
    prefix: str
    people: tuple[str, ...]


@dataclass
class Population(Entries):
    """Everybody there is, in the order of their invention."""

    cases: int
    home: Place = field(init=False)
    offices: dict[str, list[Office]] = field(default_factory=dict)
    experts: list[str] = field(default_factory=list)
    _governments: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home = home_of(self.programme)

    @property
    def has_operator(self) -> bool:
        """Whether applicants are governments that leave the running to an operator."""
        return self.programme.party("operator") is not None

    @property
    def _apart(self) -> set[str]:
        """Bodies that a programme tells applicants apart by: one office each, for whoever stands under it."""
        return {body for fact in self.programme.facts.values() for body in fact.under.values()}

    def settle(self) -> None:
        """Invent the offices of every body, and the experts."""
        for name, body in self.programme.bodies.items():
            if body.is_:
                continue  # another body from case to case, which has its own offices
            if body.role == "expert":
                self._invent_experts(name, body)
                continue
            if name in self._apart:
                self.offices[name] = [self._office(name, body, self._cities()[0], self.home.prefix)]
                continue
            self.offices[name] = [self._office(name, body, place) for place in self._seats(body)]

    def _seats(self, body: Body) -> Iterator[Place]:
        """Where a body has its offices: one, or one for each part of the home region at its level."""
        home = self.home
        if body.level in ("national", "none"):
            yield Place("", "全国")
        elif body.level == "province":
            yield Place(f"{home.code[:2]}0000", home.name if len(home.prefix) == 2 else "省")
        elif body.level == "city":
            yield from self._cities()
        else:
            yield from (county for _, county in self._all_counties())

    def _all_counties(self) -> Iterator[tuple[Place, Place]]:
        for city in self._cities():
            yield from ((city, county) for county in counties(city.prefix))

    def _office(self, name: str, body: Body, place: Place, prefix: str | None = None) -> Office:
        code = self.organisation(
            place.code, AUTHORITY, f"{place.name}{chinese(body.name)}（演练）", "office" if body.role == "approver" else
            "authority", body.level,
        )  # fmt: skip
        who = tuple(self.person(f"{name}-{place.prefix or '0'}-{n}", f"{place.name}经办人{n:02d}", code, body.role)
                    for n in range(1, OFFICERS + 1))  # fmt: skip
        self.mandate(code, name, place.prefix if prefix is None else prefix)
        return Office(name, code, place.prefix if prefix is None else prefix, who)

    def _invent_experts(self, name: str, body: Body) -> None:
        """Experts at provincial institutes and, some, in the places that compete: those are recused there."""
        home, total = self.home, min(EXPERTS + self.cases // 40, MOST_EXPERTS)
        local = counties(home.prefix) if len(home.prefix) == 4 else prefectures(home.prefix)
        seats = [home if n % 3 else local[n // 3 % len(local)] for n in range(total // 3)]
        houses = [self.organisation(p.code, ASSOCIATION, f"{p.name}演练研究院{n:02d}", "association", "none")
                  for n, p in enumerate(seats, 1)]  # fmt: skip
        for code in houses:
            self.mandate(code, name, home.prefix)
        self.offices[name] = [Office(name, code, home.prefix, ()) for code in houses]
        first = len(self.experts)
        for n in range(total):
            who = f"expert-{first + n + 1:03d}"
            self.experts.append(
                self.person(who, f"专家{first + n + 1:03d}", houses[n % len(houses)], "expert")
            )

    def applicant(self, number: int) -> tuple[str, str | None]:
        """Invent who applies with the application of this number, and who operates its object where that differs."""
        sorts = admitted(self.programme)
        if sorts:
            return self._of_sort(sort_of(sorts, number), number), None
        pairs = list(self._all_counties())
        city, county = pairs[self.rng.randrange(len(pairs))] if self.has_operator else self._spread(number)
        if not self.has_operator:
            name = f"{city.name}演练申报单位{number:04d}"
            return self._with_contact(county.code, ENTERPRISE, name, "operator", number), None
        government = self._government(county, number)
        operator = self._with_contact(
            county.code, ENTERPRISE, f"演练运营机构{number:04d}", "operator", number
        )
        return government, operator

    def _of_sort(self, sort: Admitted, number: int) -> str:
        """An applicant as the programme tells them apart: an office itself, a government, or a new organisation."""
        city, county = self._spread(number, districts=sort.kind == "government")
        if sort.kind == "authority":
            return self._office_applies(city.code)
        above = self._office_over(sort.under, county.code) if sort.under else None
        if above is not None and above not in self.contacts:
            return self._speaks_for(above)
        if sort.kind == "government" and above is None:
            return self._government(county, number)
        name = f"{county.name}演练申报单位{len(self.contacts) + 1:04d}"
        return self._with_contact(county.code, ASSOCIATION, name, sort.kind, number, above)

    def neighbours(self, applicant: str) -> dict[str, str]:
        """One or two other governments to apply together with one, of its own city or another: codes and regions."""
        here, found = self.regions[applicant], dict[str, str]()
        for _ in range(self.rng.randint(1, 2)):
            city = here[:4] if self.rng.random() >= FARTHER else self.rng.choice(self._cities()).prefix
            others = [each for each in counties(city) if each.code not in (here, f"{city}00")]
            if others:
                code = self._government(self.rng.choice(others), len(self.contacts) + 1)
                found[code] = self.regions[code]
        return found

    def _government(self, county: Place, number: int) -> str:
        """The government of a county, with somebody who applies for it."""
        if county.code not in self._governments:
            name = f"{county.name}人民政府（演练）"
            self._governments[county.code] = self._with_contact(
                county.code, AUTHORITY, name, "government", number
            )
        return self._governments[county.code]

    def _office_applies(self, region: str) -> str:
        """The office of a city as an applicant, with somebody who applies for it."""
        every = [each for offices in self.offices.values() for each in offices if each.people and each.prefix]
        office = max(
            (each for each in every if region.startswith(each.prefix)), key=lambda each: len(each.prefix)
        )
        return self._speaks_for(office.code)

    def _speaks_for(self, code: str) -> str:
        """An office itself as an applicant, with somebody who applies for it."""
        if code not in self.contacts:
            self.contacts[code] = self.person(f"contact-{code}", "联系人", code, "applicant")
        return code

    def _office_over(self, body: str, region: str) -> str:
        """The office that acts as a body for a region."""
        return next(each.code for each in self.offices[body] if region.startswith(each.prefix))

    def facts_of(self, code: str) -> dict[str, str]:
        """The facts that the programme reads off an organisation."""
        kind, above = self.kinds[code]
        under = [
            body for body, offices in self.offices.items() if {code, above} & {each.code for each in offices}
        ]
        declared = self.programme.facts.items()
        return {name: fact.named(self.regions[code], kind, under) for name, fact in declared if fact.of}

    def _spread(self, number: int, *, districts: bool = False) -> tuple[Place, Place]:
        """Every city in turn, so that each of them has applicants; those that the programme admits.

        Where ``districts`` apply, a city without any is left out, and each comes once before one comes again.
        """
        cities = [each for each in self._cities() if not districts or each not in counties(each.prefix)]
        city = cities[number % len(cities)]
        within = counties(city.prefix)
        fresh = [each for each in within if districts and each.code not in self._governments] or within
        return city, fresh[self.rng.randrange(len(fresh))]

    def _cities(self) -> tuple[Place, ...]:
        """The prefectures that the programme plays in: those whose applicants it admits."""
        cities = (self.home,) if len(self.home.prefix) == 4 else prefectures(self.home.prefix)
        only = regions_admitted(self.programme)
        return tuple(each for each in cities if not only or each.code.startswith(only))

    def _with_contact(
        self, region: str, sort: str, name: str, kind: str, number: int, above: str | None = None
    ) -> str:
        level = "county" if kind == "government" else "none"
        code = self.organisation(region, sort, name, kind, level, above)
        self.contacts[code] = self.person(f"contact-{code}", f"联系人{number:04d}", code, "applicant")
        return code
