"""Every id of a programme's table is used by its definition or left out with a reason, and every id used is known."""

import re
from pathlib import Path

import pytest

from statemachines.definition.faults import DefinitionError
from statemachines.definition.reading import Document, read
from statemachines.definition.sources import Sources, load_sources, unaccounted

PROGRAMMES = Path(__file__).parents[2] / "programmes"


def numbered(prefix: str, last: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(1, last + 1)]


# The ids of the tables, copied: a line that is lost from a folder is missed here.
TABLES = {
    "standard": numbered("S.", 13),
    "shandong_digital_clusters_2025": [
        "P4",
        *numbered("P4.", 20),
        *numbered("A4-", 7),
        *numbered("R4-", 4),
        *numbered("X", 9),
    ],
    "shiyan_digital_measures_2022": [
        *numbered("P2.", 10),
        *numbered("P2.r", 17),
        *numbered("A2-", 8),
        *numbered("X", 9),
    ],
    "yunnan_bigdata_zones_2023": [
        *numbered("P0.", 24),
        *numbered("A0-", 8),
        *numbered("R0-", 7),
        *numbered("X", 9),
    ],
    "guangdong_pilot_zones_2019": [
        *numbered("P3.", 18),
        *numbered("A3-", 8),
        *numbered("X", 9),
    ],
    "guiyang_bigdata_bases": [
        *numbered("P1.", 32),
        *numbered("A1-", 13),
        *numbered("R1-", 3),
        *numbered("X", 9),
    ],
}

SOURCES = """\
format: 1
notice: {title: 通知 / notice, issuer: 省厅}
lines:
  P9.1: {place: 一, reading: 甲 / a}
  A9-1: {place: 二, reading: 乙 / b}
  X9: {place: 三, reading: 丙 / c}
"""


def planted(tmp_path: Path, definition: str, sources: str = SOURCES) -> list[str]:
    """What is found wrong with a definition, the folder cut off the front of each line."""
    (tmp_path / "sources.yaml").write_text(sources, "utf-8")
    found = unaccounted(read(Path("programme.yaml"), definition), load_sources(tmp_path))
    return [str(fault).replace(f"{tmp_path}/", "") for fault in found]


@pytest.fixture(params=TABLES)
def programme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sources(programme: str) -> Sources:
    return load_sources(PROGRAMMES / programme)


@pytest.fixture
def definition(programme: str) -> Document:
    return read(PROGRAMMES / programme / "programme.yaml")


def test_sources_hold_exactly_the_ids_of_the_table(programme: str, sources: Sources) -> None:
    assert sorted(sources.lines) == sorted(TABLES[programme])


def test_every_id_of_the_table_is_accounted_for(definition: Document, sources: Sources) -> None:
    assert [str(fault) for fault in unaccounted(definition, sources)] == []


def test_every_programme_has_its_table_here() -> None:
    """A new folder of programmes/ is added to TABLES."""
    assert sorted(TABLES) == sorted(file.parent.name for file in PROGRAMMES.glob("*/programme.yaml"))


def test_every_line_is_read_in_chinese_and_in_english(sources: Sources) -> None:
    for each, line in sources.lines.items():
        chinese, _, english = line.reading.partition(" / ")
        assert re.search(r"[一-鿿]", chinese), each
        assert re.search(r"[a-z]", english), each


def test_quotes_of_the_notice_are_short(sources: Sources) -> None:
    for each, line in sources.lines.items():
        for quote in re.findall(r"「(.*?)」", line.place + line.reading):
            assert len(quote) <= 30, each


def test_id_that_nothing_names_is_found_by_its_line(tmp_path: Path) -> None:
    """A comment does not count as use."""
    found = planted(tmp_path, "a: {source: [P9.1, X9]}  # A9-1\n")
    assert found == ["sources.yaml:5:3: lines.A9-1: 'A9-1' is neither used nor not_modelled"]


@pytest.mark.parametrize(
    "definition",
    [
        "a: {source: P9.1, assumed: 按A9-1读作甲}\nnot_modelled: {X9: 未规定}\n",
        "source: [P9.1, A9-1]\na: [{note: 见X9。}]\n",
        "a:\n  b:\n    - c: {is: 1, assumed: A9-1, source: P9.1}\nnot_modelled: {X9: 未规定}\n",
    ],
)
def test_source_assumed_and_note_all_count_as_use(tmp_path: Path, definition: str) -> None:
    assert planted(tmp_path, definition) == []


@pytest.mark.parametrize(
    ("definition", "found"),
    [
        (
            "a: {source: [P9.1, A9-1, X9]}\nb:\n  source: P9.2\n",
            "programme.yaml:3:3: b.source: 'P9.2' has no line in sources.yaml; did you mean 'P9.1'?",
        ),
        (
            "a: {source: [P9.1, A9-1, X9], assumed: 见A9-2}\n",
            "programme.yaml:1:31: a.assumed: 'A9-2' has no line in sources.yaml; did you mean 'A9-1'?",
        ),
        (
            "a: {source: [P9.1, A9-1, X9]}\nnot_modelled:\n  P9.3: 未规定\n",
            "programme.yaml:3:3: not_modelled.P9.3: 'P9.3' has no line in sources.yaml; did you mean 'P9.1'?",
        ),
        (
            "a: {source: [P9.1, A9-1, X9]}\nnot_modelled:\n  X9: 未规定\n",
            "programme.yaml:3:3: not_modelled.X9: 'X9' is not_modelled and used all the same",
        ),
        (
            "a: {source: [P9.1, A9-1]}\nnot_modelled:\n  X9: ' '\n",
            "programme.yaml:3:3: not_modelled.X9: 'X9' is not_modelled without a reason",
        ),
    ],
)
def test_id_used_wrongly_is_found_by_its_line(tmp_path: Path, definition: str, found: str) -> None:
    assert planted(tmp_path, definition) == [found]


def test_words_that_only_look_like_ids_are_no_use(tmp_path: Path) -> None:
    """The size of a paper, a standard, an item number: none of them names a line."""
    definition = "a: {source: [P9.1, A9-1, X9], assumed: A4纸、ISO9001、GB-2.1、第3.2条}\n"
    assert planted(tmp_path, definition) == []


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        (
            SOURCES.replace("place: 一", "plcae: 一"),
            "4:10: lines.P9.1.plcae: unknown key 'plcae'; did you mean 'place'?",
        ),
        (SOURCES.replace("place: 二, ", ""), "5:3: lines.A9-1.place: the key 'place' is missing"),
        (SOURCES.replace("P9.1", "page one"), "lines.page one: 'page one' is not an id of a table"),
        (SOURCES.replace("甲 / a", "甲, a"), "lines.P9.1.a: unknown key 'a'"),
        (
            SOURCES.replace("issuer: 省厅", "issuer: 省厅, date: 2025-01-01"),
            "2:42: notice.date: unknown key 'date'",
        ),
        (SOURCES.replace("A9-1", "P9.1"), "5:3: lines.P9.1: 'P9.1' stands twice"),
        ("format: 2" + SOURCES.removeprefix("format: 1"), "1:1: format: "),
    ],
)
def test_malformed_sources_are_refused_by_file_and_line(tmp_path: Path, sources: str, found: str) -> None:
    (tmp_path / "sources.yaml").write_text(sources, "utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_sources(tmp_path)
    assert found in str(refused.value)
    assert f"{tmp_path}/sources.yaml:" in str(refused.value)


def test_folder_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"sources\.yaml:1:1: there is no such file"):
        load_sources(tmp_path)
