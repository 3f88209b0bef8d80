"""Which cases somebody asks for: a filter, and the condition that the database is asked with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, and_, bindparam, or_, true

from calendars import day_of
from casework.rights.sight import Sight
from casework.service import Service
from casework.storage.among import among
from casework.views.finding import is_at_risk, is_overdue, mentions, words_of
from casework.views.monitoring.pipeline import soon
from models.tables import case_file, deadline

__all__ = ["CaseFilter", "Narrowed", "holds", "narrowed"]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases: those for which all that is given holds.

    ``region`` is the beginning of a GB/T 2260 code (37 for the province, 3701 for a city); ``running`` leaves out
    those that have ended, ``overdue`` leaves those that are late, ``at_risk`` those whose last day
    is near; ``q`` holds words that the number, or the name of the applicant or the object contain; ``after`` goes on
    behind the case of this number; ``nos`` are the numbers of some, empty for any.
    """

    no: str = ""
    programme: str = ""
    procedure: str = ""
    state: str = ""
    round_no: str = ""
    region: str = ""
    applicant: str = ""
    object_no: str = ""
    running: bool = False
    after: str = ""
    title_no: str = ""
    stage: str = ""
    overdue: bool = False
    at_risk: bool = False
    q: str = ""
    nos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A filter as the database is asked: ``names`` of the fields that are set, how many cases fit its words
    (``few``), and what all this is asked with.
    """

    names: tuple[str, ...]
    few: tuple[bool, ...]
    given: Mapping[str, Any]


def narrowed(service: Service, connection: Connection, wanted: CaseFilter, now: datetime) -> Narrowed:
    """A filter, for ``holds`` and for the question that is asked with it."""
    given = {each.name: value for each in fields(wanted) if (value := getattr(wanted, each.name))}
    words = words_of(connection, given.pop("q", ""))
    names = tuple(given)
    if "region" in given:
        given["region"] = _beginning(wanted.region)
    if "stage" in given:
        given["part"] = _beginning(f"{wanted.stage}.")
    if "at_risk" in given:
        given["near"] = soon(service.calendar(connection, ""), day_of(now))
    return Narrowed(names, words.few, {**given, **words.given, "now": now})


def holds(names: tuple[str, ...], few: tuple[bool, ...], sight: Sight) -> ColumnElement[bool]:
    """The condition on `case_file` for the cases of a filter that may be seen."""
    return and_(true(), *(_HOLDS[name] for name in names), mentions(few), sight.cases())


def _beginning(text: str) -> str:
    """The pattern of what begins with a text."""
    return "".join(f"/{each}" if each in "/%_" else each for each in text) + "%"


def _conditions() -> Iterator[tuple[str, ColumnElement[bool]]]:
    """What each field of a filter asks of a case."""
    columns = {"applicant": "applicant_code"}
    for name in ("no", "programme", "procedure", "state", "round_no", "applicant", "object_no", "title_no"):
        yield name, case_file.c[columns.get(name, name)] == bindparam(name)
    yield "nos", among(case_file.c.no, "nos")
    yield "region", case_file.c.region.like(bindparam("region"), escape="/")
    # The states of a stage bear its id, and behind a dot what they are apart from each other.
    part = case_file.c.state.like(bindparam("part"), escape="/")
    yield "stage", or_(case_file.c.state == bindparam("stage"), part)
    yield "running", case_file.c.ended_at.is_(None)
    now, near = bindparam("now", type_=deadline.c.ends_at.type), bindparam("near", type_=Date)
    yield "overdue", is_overdue(now)
    yield "at_risk", is_at_risk(now, near)
    yield "after", case_file.c.no > bindparam("after")


_HOLDS = dict(_conditions())
