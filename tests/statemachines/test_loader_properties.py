"""Whatever is written into a definition, it is either loaded or refused with its faults; nothing else comes out."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars import Calendar
from statemachines.definition.faults import DefinitionError
from statemachines.definition.reading import read
from statemachines.linter import check
from statemachines.loader import Loaded, load_text

PROGRAMMES = Path(__file__).parents[2] / "programmes"
TEXTS = {file.parent.name: file.read_text("utf-8") for file in sorted(PROGRAMMES.glob("*/programme.yaml"))}
DATA = {name: read(Path(name), text).data for name, text in TEXTS.items()}

Path_ = tuple[str | int, ...]
WORDS = [
    "",
    "x",
    "clock",
    "province",
    "all",
    "5 workdays",
    "2025-02-29",
    "-7 workdays",
    "a / b",
    "%",
    "firms >= 1",
]
LEAVES = (
    st.none() | st.booleans() | st.integers(-3, 10**12) | st.floats(allow_nan=False) | st.sampled_from(WORDS)
    | st.text(max_size=5)
)  # fmt: skip
KEYS = st.sampled_from(["is", "ask", "by", "x", "need"])
PARTS = st.recursive(
    LEAVES,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(KEYS, part, max_size=3),
    max_leaves=4,
)


def parts_of(data: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The path of every part of a definition."""
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield (*path, key)
            yield from parts_of(value, (*path, key))


def written(data: Any) -> str:
    """Data as a YAML text; JSON is YAML, and dates stand in it plain."""
    return (
        json.dumps(data, ensure_ascii=False, default=lambda day: f"@{day}@")
        .replace('"@', "")
        .replace('@"', "")
    )


LEFT_OUT = object()
# Reading YAML with the line of every part is not quick; the long test below tries them all.
FEW = settings(max_examples=25)


def with_part(data: Any, path: Path_, part: object) -> Any:
    """A copy of the data with another part at ``path``, or without one where ``part`` is LEFT_OUT."""
    key, *rest = path
    copy: Any = dict(data) if isinstance(data, dict) else list(data)
    if rest:
        copy[key] = with_part(copy[key], tuple(rest), part)
    elif part is LEFT_OUT:
        del copy[key]
    else:
        copy[key] = part
    return copy


def loaded_or_refused(text: str) -> Loaded | None:
    """A loaded definition, or None where it was refused with faults that have a place and say something."""
    try:
        return load_text.__wrapped__(text, "p.yaml")
    except DefinitionError as error:
        faults = error.faults
    lines = len(text.splitlines()) + 1  # YAML knows more line ends than one
    assert faults
    assert all(1 <= fault.line <= lines and fault.column >= 1 and fault.what for fault in faults)
    return None


def test_texts_written_anew_are_read_as_before() -> None:
    """What the properties below start from."""
    for name, data in DATA.items():
        assert read(Path(name), written(data)).data == data
        assert any(isinstance(part, date) for part in [data["notice"]["dated"]]) == (
            data["notice"]["dated"] is not None
        )


@FEW
@given(st.data())
def test_definition_with_one_part_replaced_is_loaded_and_linted_or_refused(data: st.DataObject) -> None:
    """A number, a word or a structure where something else belongs: no traceback, in the loader or the linter."""
    original = DATA[data.draw(st.sampled_from(sorted(DATA)))]
    path = data.draw(st.sampled_from(sorted(parts_of(original), key=str)))
    part = data.draw(PARTS)
    loaded = loaded_or_refused(written(with_part(original, path, part)))
    if loaded is not None:
        assert all(str(finding) for finding in check(loaded, Calendar()))


@FEW
@given(st.data())
def test_definition_with_one_part_left_out_is_loaded_and_linted_or_refused(data: st.DataObject) -> None:
    """A missing key is told, or has a default with which the machine still compiles."""
    original = DATA[data.draw(st.sampled_from(sorted(DATA)))]
    path = data.draw(st.sampled_from(sorted(parts_of(original), key=str)))
    loaded = loaded_or_refused(written(with_part(original, path, LEFT_OUT)))
    if loaded is not None:
        assert all(str(finding) for finding in check(loaded, Calendar()))


@FEW
@given(st.data())
def test_text_with_a_piece_cut_out_is_loaded_or_refused(data: st.DataObject) -> None:
    """Half a bracket, half a word, half a character of an escape."""
    text = TEXTS[data.draw(st.sampled_from(sorted(TEXTS)))]
    start = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(1, 40))
    loaded_or_refused(text[:start] + text[start + length :])


@given(st.text())
def test_any_text_is_refused_with_its_faults(text: str) -> None:
    """No text of a few characters is a programme."""
    assert loaded_or_refused(text) is None


@pytest.mark.long
def test_every_part_of_the_template_may_be_left_out_or_be_a_word() -> None:
    """All of them, not only those that chance picks."""
    original = DATA["standard"]
    for path in parts_of(original):
        for part in (LEFT_OUT, "x"):
            loaded = loaded_or_refused(written(with_part(original, path, part)))
            if loaded is not None:
                check(loaded, Calendar())
