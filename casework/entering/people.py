"""Organisations, people, roles, mandates, objects and who may apply with them, entered in bulk; all or nothing."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import CompileError, DBAPIError, IntegrityError, StatementError
from stdnum.cn import uscc

from casework.entering.sought import note
from casework.refused import BadInput
from casework.service import Service
from casework.storage.texts import refuse_unstorable
from models.name_tail import Named
from models.tables import interest, mandate, object, object_applicant, organisation, person, role_grant
from statemachines.definition.faults import nearest

__all__ = ["enter"]

TABLES: Mapping[str, Table] = {
    "organisations": organisation,
    "people": person,
    "grants": role_grant,
    "mandates": mandate,
    "objects": object,
    "applicants": object_applicant,
    "interests": interest,
}


RESERVED = ("clock", "public", "register")  # who acts without being a person
HANDLE = re.compile(r"[\w.-]{1,64}")


def enter(service: Service, **rows: Sequence[Mapping[str, Any]]) -> None:
    """Enter rows of the tables named: organisations, people, grants, mandates, objects, applicants (who may apply
    with an object), interests; all or none.

    Raises BadInput for a 统一社会信用代码 with a wrong check digit, an unknown kind of row, or a row that contradicts
    one that is there.
    """
    _check(rows)
    try:
        with service.store.writing() as connection:
            for name, table in TABLES.items():
                for like in _alike(rows.get(name, ())):
                    connection.execute(insert(table), like)
            _let_be_found(connection, rows)
    except IntegrityError as error:
        raise BadInput(f"cannot be entered: {error.orig}") from None
    except (CompileError, StatementError) as error:
        if isinstance(error, DBAPIError):
            raise
        raise BadInput(f"cannot be entered: {error.args[0]}") from None


def _let_be_found(connection: Connection, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    note(
        connection,
        Named.ORGANISATION,
        {each["code"]: each["name"] for each in rows.get("organisations", ())},
    )
    note(connection, Named.OBJECT, {each["no"]: each["name"] for each in rows.get("objects", ())})


def _alike(rows: Sequence[Mapping[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows in groups of the same columns: a statement for many takes its columns from the first of them."""
    groups: dict[frozenset[str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(frozenset(row), []).append(dict(row))
    return list(groups.values())


def _check(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Raise BadInput for what the database would not notice."""
    refuse_unstorable("a row", rows)
    for code in (str(row["code"]) for row in rows.get("organisations", ())):
        if not uscc.is_valid(code):
            raise BadInput(
                f"organisation “{code}”: not a 统一社会信用代码 (18 characters, the last a check digit)"
            )
    for person_no in (str(row["no"]) for row in rows.get("people", ())):
        if person_no in RESERVED or not HANDLE.fullmatch(person_no):
            reserved = ", ".join(RESERVED)
            raise BadInput(
                f"person “{person_no}”: write letters, digits, dots and hyphens, none of {reserved}"
            )
    unknown = set(rows) - set(TABLES)
    if unknown:
        raise BadInput(f"unknown kinds of rows: {', '.join(sorted(unknown))}; there are: {', '.join(TABLES)}")
    for name, given in rows.items():
        columns = TABLES[name].columns.keys()
        for key in (key for row in given for key in row if key not in columns):
            raise BadInput(f"{name}: unknown column '{key}'{nearest(key, columns)}")
