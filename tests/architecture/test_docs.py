"""The documentation holds together: links lead somewhere, decision records are complete and listed."""

import re
from pathlib import Path

import pytest

DECISIONS = sorted((Path(__file__).parents[2] / "docs" / "decisions").glob("[0-9]*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")


def dead_links(page: Path, text: str) -> list[str]:
    """The links of a page to files that do not exist."""
    targets = (target.split("#")[0] for target in LINK.findall(text))
    local = (target for target in targets if target and not re.match(r"[a-z]+:", target))
    return [target for target in local if not (page.parent / target).exists()]


def test_links_between_pages_lead_to_files(texts: dict[Path, str]) -> None:
    """A page that was moved takes its links along."""
    pages = {page: text for page, text in texts.items() if page.suffix == ".md"}
    dead = {str(page): dead_links(page, text) for page, text in pages.items()}
    assert {page: links for page, links in dead.items() if links} == {}


def test_dead_links_finds_a_planted_one(tmp_path: Path) -> None:
    """The search above is able to fail."""
    page = tmp_path / "page.md"
    page.touch()
    assert dead_links(page, "[self](page.md#top) [gone](gone.md) [out](https://example.org)") == ["gone.md"]


@pytest.mark.parametrize("record", DECISIONS, ids=lambda record: record.stem)
def test_decision_record_has_its_parts_and_is_listed(record: Path) -> None:
    """Context, decision, consequences, a title with the number, and a line in the list."""
    text = record.read_text(encoding="utf-8")
    assert text.startswith(f"# {record.name[:4]} ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert f"]({record.name})" in (record.parent / "README.md").read_text(encoding="utf-8")


def test_decision_records_are_numbered_without_gaps() -> None:
    """Numbers are given once and in order."""
    assert [int(record.name[:4]) for record in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_glossary_terms_stand_once_and_in_both_languages(root: Path) -> None:
    """Each row has a term, its Chinese and one sentence; no word is explained twice."""
    text = (root / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"
    ]
    rows = [row for row in rows if row[0] != "term" and not row[0].startswith("---")]
    assert rows
    assert [
        row for row in rows if len(row) != 3 or not all(row) or not re.search(r"[\u4e00-\u9fff]", row[1])
    ] == []
    assert [row[0] for row in rows if not row[2].endswith(".")] == []
    for column in (0, 1):
        words = [row[column] for row in rows]
        assert sorted(words) == sorted(set(words))


def test_make_targets_named_in_pages_exist(root: Path, texts: dict[Path, str]) -> None:
    """No page asks for a target that the Makefile does not have."""
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    pages = [text for page, text in texts.items() if page.suffix == ".md" and page.name != "CHANGELOG.md"]
    named = {name for text in pages for name in re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)}
    assert {"demo", "test"} <= named
    assert named <= targets


def test_every_kind_of_stage_stands_in_the_glossary(root: Path) -> None:
    """A new kind of stage gets its word, Chinese and English, with it."""
    text = (root / "docs" / "glossary.md").read_text(encoding="utf-8")
    kinds = [path.stem for path in (root / "statemachines" / "stages").glob("*.py") if path.stem[0] != "_"]
    assert kinds
    assert [kind for kind in kinds if f"| {kind} |" not in text and f"`{kind}`" not in text] == []
