"""Column types that mean the same on SQLite and PostgreSQL, and the one canonical form of JSON."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Enum, Numeric, Text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode


def canonical_json(value: Any) -> str:
    """Write `value` as the one JSON text that is hashed and stored.

    Keys are sorted, nothing is spaced, Chinese stays Chinese. Raises TypeError for what JSON does not know
    (dates and decimals: turn them into text first) and ValueError for NaN and infinity.
    """
    return _encode(value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in, aware UTC out; naive values are refused.

    `timestamptz` on PostgreSQL, the text `YYYY-MM-DD HH:MM:SS.ffffff` on SQLite, which sorts as time does.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type of the database."""
        known = TIMESTAMP(timezone=True) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(known)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Turn a moment into UTC; ValueError for one without a time zone."""
        return _in_utc(value) if dialect.name == "postgresql" else _moment_to_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        return _in_utc(value) if dialect.name == "postgresql" else _moment_from_text(value)

    def bind_processor(self, dialect: Dialect) -> Any:
        """Convert without a detour where the database keeps text."""
        return super().bind_processor(dialect) if dialect.name == "postgresql" else _moment_to_text

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """Convert without a detour where the database keeps text."""
        here = dialect.name == "postgresql"
        return super().result_processor(dialect, coltype) if here else _moment_from_text


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone: store moments such as datetime.now(UTC)")
    return moment.astimezone(UTC)


@lru_cache(maxsize=4096)
def _moment_to_text(moment: datetime | None) -> str | None:
    known = _in_utc(moment)
    return None if known is None else known.isoformat(" ", "microseconds")[:26]


@lru_cache(maxsize=4096)
def _moment_from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class Json(TypeDecorator[Any]):
    """Any JSON value: canonical text on SQLite, JSONB on PostgreSQL. None is SQL's NULL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type of the database."""
        known = JSONB(none_as_null=True) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(known)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write canonical text where the database has no JSON of its own."""
        return value if dialect.name == "postgresql" else _json_to_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read the text back."""
        return value if dialect.name == "postgresql" else _json_from_text(value)

    def bind_processor(self, dialect: Dialect) -> Any:
        """Convert without a detour where the database keeps text."""
        return super().bind_processor(dialect) if dialect.name == "postgresql" else _json_to_text

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """Convert without a detour where the database keeps text."""
        here = dialect.name == "postgresql"
        return super().result_processor(dialect, coltype) if here else _json_from_text


def _json_to_text(value: Any) -> str | None:
    return None if value is None else _encode(value)


def _json_from_text(text: str | None) -> Any:
    return None if text is None else _decode(text)


class Exact(TypeDecorator[Decimal]):
    """A decimal number kept digit by digit: NUMERIC on PostgreSQL, text on SQLite: do not compare there."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type of the database."""
        known = Numeric() if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(known)

    def process_bind_param(self, value: object, dialect: Dialect) -> Any:
        """Refuse what is not exact: floats with TypeError, NaN and infinity with ValueError."""
        if value is None:
            return None
        if not isinstance(value, Decimal | int) or isinstance(value, bool):
            raise TypeError(f"{value!r} is not exact: store a Decimal")
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError(f"{value} is not a number that can be stored")
        return number if dialect.name == "postgresql" else format(number, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Give the same digits back."""
        return None if value is None else Decimal(value)


def choice(of: type[StrEnum], name: str) -> Enum:
    """Build the type of a column that holds one of the texts of `of`; a CHECK named after `name` holds it."""

    def texts(members: Iterable[StrEnum]) -> list[str]:
        return [member.value for member in members]

    return Enum(of, name=name, native_enum=False, create_constraint=True, length=32, values_callable=texts)
