"""What a definition file may hold: plain YAML 1.2, and nothing that could hurt whoever reads it."""

from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from statemachines.definition.faults import DefinitionError
from statemachines.definition.reading import DEEPEST, MOST_CHARACTERS, read


def data_of(text: str) -> Any:
    """What a text is read as."""
    return read(Path("p.yaml"), dedent(text)).data


def refusal(text: str) -> str:
    """The message with which a text is refused."""
    with pytest.raises(DefinitionError) as caught:
        read(Path("p.yaml"), dedent(text))
    return str(caught.value)


def test_words_that_older_yaml_turns_into_something_else_stay_words() -> None:
    """YAML 1.1 reads `on` and `no` as truth values and 17:00 as 1020 seconds."""
    text = "on: no\nyes: off\ny: n\nhour: 17:00\nsexagesimal: 1:30:00\n"
    assert data_of(text) == {"on": "no", "yes": "off", "y": "n", "hour": "17:00", "sexagesimal": "1:30:00"}


def test_plain_values_have_their_kinds() -> None:
    text = """
        t: true
        f: False
        none: null
        tilde: ~
        empty:
        whole: 42
        zeros: 010
        minus: -7
        half: 0.5
        day: 2025-06-20
        moment: 2025-06-20 17:00
        word: 中文
    """
    assert data_of(text) == {
        "t": True, "f": False, "none": None, "tilde": None, "empty": None, "whole": 42, "zeros": 10, "minus": -7,
        "half": 0.5, "day": date(2025, 6, 20), "moment": "2025-06-20 17:00", "word": "中文",
    }  # fmt: skip


def test_quoted_values_are_texts() -> None:
    assert data_of("""{a: "1", b: '2025-06-20', c: "true"}""") == {"a": "1", "b": "2025-06-20", "c": "true"}


def test_key_that_stands_twice_is_refused_where_it_stands_again() -> None:
    assert refusal("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n") == "p.yaml:5:3: b.c: 'c' stands twice"


def test_several_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    """Nobody wants to mend one and be told of the next."""
    assert refusal("b: 2025-13-01\na: .inf\nc: !x 1\n").splitlines() == [
        "p.yaml:1:4: b: “2025-13-01” is not a valid timestamp",
        "p.yaml:2:4: a: “.inf” is not a valid float",
        "p.yaml:3:4: c: a tag (!x): a definition has none",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a:\n\tb: 1\n", "p.yaml:2:1: not plain YAML: found character '\\t' that cannot start any token"),
        ("a: [1, 2\nb: 3\n", "p.yaml:2:2: not plain YAML: "),
        ("a: 1\n---\nb: 2\n", "p.yaml:2:1: not plain YAML: but found another document"),
        ("a: 'x\n", "p.yaml:2:1: not plain YAML: found unexpected end of stream"),
        ("a: \x00\n", "p.yaml:1:1: not YAML: unacceptable character #x0000"),
        ("%YAML 1.1\n---\non: no\n", "p.yaml:1:1: a directive (%)"),
        ("? [a, b]\n: 1\n", "p.yaml:1:3: a key that is not a plain text"),
        ("a: !!python/object:os.system x\n", "p.yaml:1:4: a: a tag (!python/object:os.system)"),
        ("a: !!binary aGk=\n", "p.yaml:1:4: a: a tag (!binary)"),
        ('a: "\\uD800"\n', "p.yaml:1:4: a: “\\ud800” is not a valid str"),
        ("a: 0x1F\n", "p.yaml:1:4: a: “0x1F” is not a valid int"),
        ("a: &x [1]\nb: *x\n", "p.yaml:1:4: not plain YAML: an anchor (&) or an alias (*)"),
        ("a: 1\nc: {<<: *x}\n", "p.yaml:2:9: not plain YAML: an anchor (&) or an alias (*)"),
        ("a: &x [*x]\n", "p.yaml:1:4: not plain YAML: an anchor (&) or an alias (*)"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_place(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


def test_aliases_cannot_blow_a_file_up() -> None:
    """Nine lines of ten aliases each would be a billion texts; the first anchor is as far as it gets."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert refusal("\n".join(lines)).startswith("p.yaml:1:5: not plain YAML: an anchor")


def test_nesting_is_bounded() -> None:
    """As deep as is allowed is read; one deeper is refused, and ten thousand deeper with the same words."""
    inner = DEEPEST - 1  # the mapping itself is the first level
    assert data_of(f"a: {'[' * inner}{']' * inner}")
    for depth in (inner + 1, inner + 10_000):
        assert f"nested deeper than {DEEPEST} levels" in refusal(f"a: {'[' * depth}{']' * depth}")


def test_block_nesting_is_bounded_too() -> None:
    """Indentation nests as brackets do."""
    lines = [f"{' ' * depth}a:" for depth in range(DEEPEST + 2)]
    assert f"nested deeper than {DEEPEST} levels" in refusal("\n".join(lines))


def test_long_values_are_shortened_in_messages() -> None:
    """A number of ten thousand digits is no number, and no message either."""
    assert len(refusal(f"a: {'9' * 10_000}\n")) < 200


def test_file_that_is_too_long_is_refused() -> None:
    assert refusal(f"# {'x' * MOST_CHARACTERS}\n").endswith(f"longer than {MOST_CHARACTERS} characters")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: 中".encode("gbk"), "not UTF-8: "),
        (b"\xff\xfea\x00", "not UTF-8: "),
    ],
)
def test_file_that_is_not_utf_8_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "p.yaml"
    file.write_bytes(content)
    with pytest.raises(DefinitionError) as caught:
        read(file)
    assert message in str(caught.value)


def test_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    """Some editors write one."""
    file = tmp_path / "p.yaml"
    file.write_bytes(b"\xef\xbb\xbfformat: 1\n")
    assert read(file).data == {"format": 1}


def test_missing_file_and_folder_in_its_place_are_refused(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.yaml", "there is no such file"), (tmp_path, "cannot be read: ")):
        with pytest.raises(DefinitionError) as caught:
            read(path)
        assert str(caught.value).startswith(f"{path}:1:1: {reason}")


def test_place_of_a_part_that_is_not_there_is_that_of_the_part_above() -> None:
    """So that a missing key is told at the part it is missing from."""
    document = read(Path("p.yaml"), "a:\n  b:\n    - c: {d: 1}\n")
    assert document.place(("a", "b", 0, "c", "d")) == (3, 11)
    assert document.place(("a", "b", 0, "c", "missing", "x")) == (3, 7)
    assert document.place(("elsewhere",)) == (1, 1)
