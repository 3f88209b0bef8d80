"""A roster: organisations, people, roles, mandates, objects, their applicants and interests, as a file lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from stdnum.cn import uscc

import models
from statemachines.definition.faults import DefinitionError, Fault, nearest
from statemachines.definition.reading import Document, read, shortened

__all__ = ["Roster", "read_roster"]


def _digits(raw: Any) -> Any:
    """Codes look like numbers to YAML; true and false do not count as such."""
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


def _checked_code(code: str) -> str:
    if not uscc.is_valid(code):
        raise ValueError(f"“{code}” is no 统一社会信用代码 (18 characters, the last a check digit)")
    return code


Code = Annotated[str, BeforeValidator(_digits), AfterValidator(_checked_code)]
Region = Annotated[
    str, BeforeValidator(_digits), Field(pattern=r"^(\d{6})?$", description="GB/T 2260, 6 digits")
]
Prefix = Annotated[str, BeforeValidator(_digits), Field(pattern=r"^\d{0,6}$")]
Handle = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]*$", max_length=64)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Organisation(_Part):
    code: Code
    name: Annotated[str, Field(min_length=1)]
    name_en: str = ""
    kind: models.OrganisationKind
    level: models.Level
    region: Region = ""
    parent_code: Annotated[Code | None, Field(alias="parent")] = None
    email: str = ""


class _Person(_Part):
    no: Handle
    name: Annotated[str, Field(min_length=1)]
    organisation_code: Annotated[Code, Field(alias="organisation")]
    email: str = ""
    language: models.Language = models.Language.ZH


class _Grant(_Part):
    person_no: Annotated[Handle, Field(alias="person")]
    role: models.Role
    organisation_code: Annotated[Code, Field(alias="organisation")]


class _Mandate(_Part):
    organisation_code: Annotated[Code, Field(alias="organisation")]
    programme: str
    body: str
    region: Prefix


class _Object(_Part):
    no: Handle
    programme: str
    kind: str
    name: Annotated[str, Field(min_length=1)]
    region: Region = ""


class _Applicant(_Part):
    object_no: Annotated[Handle, Field(alias="object")]
    organisation_code: Annotated[Code, Field(alias="organisation")]


class _Interest(_Part):
    person_no: Annotated[Handle, Field(alias="person")]
    organisation_code: Annotated[Code, Field(alias="organisation")]
    kind: models.InterestKind
    since: date
    until: date | None = None


class Roster(_Part):
    """The whole file; every part may be left out."""

    organisations: tuple[_Organisation, ...] = ()
    people: tuple[_Person, ...] = ()
    grants: tuple[_Grant, ...] = ()
    mandates: tuple[_Mandate, ...] = ()
    objects: tuple[_Object, ...] = ()
    applicants: tuple[_Applicant, ...] = ()
    interests: tuple[_Interest, ...] = ()


def read_roster(file: Path, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Read a roster into rows of the tables; what is granted (roles, objects to apply with) is so from ``now`` on.

    Raises DefinitionError with every fault, each by file and line.
    """
    document = read(file)
    if not isinstance(document.data, dict):
        raise DefinitionError(
            [Fault(document.file, 1, 1, "", f"write keys: {', '.join(Roster.model_fields)}")]
        )
    try:
        roster = Roster.model_validate(document.data)
    except ValidationError as error:
        raise DefinitionError([*_faults(document, error)]) from None
    rows = {name: [each.model_dump() for each in getattr(roster, name)] for name in Roster.model_fields}
    for granted in ("grants", "applicants"):
        rows[granted] = [{**each, "granted_at": now} for each in rows[granted]]
    return rows


def _faults(document: Document, error: ValidationError) -> Iterator[Fault]:
    for each in error.errors(include_url=False):
        path = tuple(each["loc"])
        line, column = document.place(path)
        yield Fault(document.file, line, column, ".".join(map(str, path)), _what(path, each))


def _what(path: tuple[str | int, ...], each: Mapping[str, Any]) -> str:
    match each["type"]:
        case "extra_forbidden":
            return f"unknown key '{path[-1]}'{nearest(str(path[-1]), _keys(path))}"
        case "missing":
            return f"the key '{path[-1]}' is missing"
        case "value_error":
            return str(each["msg"]).removeprefix("Value error, ")
        case _:
            return f"{each['msg']}; here: {shortened(repr(each['input']))}"


def _keys(path: tuple[str | int, ...]) -> list[str]:
    parts: dict[str, type[BaseModel]] = {
        "organisations": _Organisation, "people": _Person, "grants": _Grant, "mandates": _Mandate,
        "objects": _Object, "applicants": _Applicant, "interests": _Interest,
    }  # fmt: skip
    kind = parts[str(path[0])] if len(path) > 1 else Roster
    return [field.alias or name for name, field in kind.model_fields.items()]
