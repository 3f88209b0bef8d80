"""Where an invented programme plays: divisions of GB/T 2260 as python-stdnum lists them, never typed in here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from stdnum import numdb

from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage

__all__ = ["Place", "counties", "home_of", "prefectures"]

ELSEWHERE = "37"  # a programme that names no place is rehearsed here
_YEARS = re.compile(r"\[(?P<first>\d*)-(?P<last>\d*)\](?P<name>.+)")
_NO_PLACE = ("市辖区", "市区", "县", "省直辖县级行政单位", "自治区直辖县级行政单位")
_SUFFIX = re.compile(r"(省|市|特别行政区|(维吾尔|壮族|回族)?自治区)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A division: its code, six digits, and its name."""

    code: str
    name: str

    @property
    def prefix(self) -> str:
        """The digits that everything within it begins with."""
        return re.sub(r"(00)+$", "", self.code)


@cache
def _divisions() -> dict[str, str]:
    """Every division there is or was, by code, with its names and their years: two digits, and four within them."""
    found: dict[str, str] = {}
    for _, province, _, named, within in numdb.get("cn/loc").prefixes:
        found |= {province + each: props["county"] for _, each, _, props, _ in within if "county" in props}
        found[f"{province}0000"] = named["province"]
    return found


def _name(code: str) -> str | None:
    """The present name of a division, None where there is none (any more)."""
    for each in _divisions().get(code, "").split(","):
        dated = _YEARS.fullmatch(each)
        if each and (dated is None or not dated["last"]):
            name = dated["name"] if dated else each
            return None if name in _NO_PLACE else name
    return None


def _places(codes: Iterator[str]) -> tuple[Place, ...]:
    return tuple(Place(code, name) for code in codes if (name := _name(code)))


@cache
def provinces() -> tuple[Place, ...]:
    """Every province."""
    return _places(f"{n:02d}0000" for n in range(11, 66))


@cache
def prefectures(province: str) -> tuple[Place, ...]:
    """The prefectures of a province (two digits); a municipality is its own."""
    found = _places(f"{province}{n:02d}00" for n in range(1, 54))
    return found or _places(iter((f"{province}0000",)))


@cache
def counties(prefix: str) -> tuple[Place, ...]:
    """The counties and districts of a prefecture (four digits); where it has none, the prefecture itself."""
    found = _places(f"{prefix[:4]:0<4}{n:02d}" for n in range(1, 100))
    return found or _places(iter((f"{prefix:0<6}",)))


def home_of(programme: Programme[Stage]) -> Place:
    """The province or city a programme belongs to, by the names in its definition, else by its regions."""
    texts = (programme.name, *(body.name for body in programme.bodies.values()))
    for text in texts:
        for province in provinces():
            city = next(
                (c for c in prefectures(province.prefix) if len(c.name) > 1 and _short(c) in text), None
            )
            if _short(province) in text or city:
                return city or province
    codes = [code for fact in programme.facts.values() for code in fact.regions.values()]
    return next(place for place in provinces() if place.prefix == (codes[0][:2] if codes else ELSEWHERE))


def _short(place: Place) -> str:
    return _SUFFIX.sub("", place.name)
