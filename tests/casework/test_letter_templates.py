"""Every letter that may ever be written has a template, and every template is for one."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from casework.tasks import TEMPLATES
from notifications.facts import Facts
from notifications.rendering import LANGUAGES, render, template_ids
from notifications.samples import sample
from statemachines.library import all_ids, folder_of
from statemachines.loader import load_folder
from statemachines.machine import Procedure

ROOT = Path(__file__).parents[2]
EVERY = template_ids()


def machines(programme: str) -> Iterator[Procedure]:
    loaded = load_folder(folder_of(programme))
    for some in (loaded.procedures, loaded.lists, loaded.titles, loaded.rounds):
        yield from some.values()
    yield loaded.itself


def written_by(programme: str) -> set[str]:
    """The templates that the machines of a programme name."""
    return {
        letter.template
        for machine in machines(programme)
        for letter in (*machine.opening, *(each for way in machine.transitions for each in way.letters))
    }


def named_in_code() -> set[str]:
    """The first argument of every LetterRule in the code that is written out, so that no kind of stage is missed."""
    names = set()
    for file in (ROOT / "statemachines").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "LetterRule":
                names |= {
                    each.value
                    for each in ast.walk(node.args[0])
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                }
    return names


def written_by_casework() -> set[str]:
    """What casework writes by itself: rows that name their template, and the letters that tell of tasks."""
    names = set(TEMPLATES.values())
    for file in (ROOT / "casework").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                named = [
                    value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "template"
                ]
                names |= {str(each.value) for each in named if isinstance(each, ast.Constant)}
    return names


def test_every_letter_has_a_template_and_every_template_a_letter() -> None:
    assert {"daily_seal", "digest"} <= written_by_casework()
    possible = named_in_code() | written_by_casework()
    for programme in all_ids():
        possible |= written_by(programme)
    assert possible == set(EVERY)


def test_reference_tells_every_template_and_every_fact() -> None:
    text = (ROOT / "docs" / "reference" / "letters.md").read_text("utf-8")
    templates, _, rest = text.partition("## Who gets a letter")
    told = [
        name
        for row in re.findall(r"^\| (`.+?`) \|", templates, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    ]
    assert sorted(told) == sorted(EVERY)
    facts = rest.partition("## The words of a programme")[2]
    named = [
        name
        for row in re.findall(r"^\| (`.+?`) \|", facts, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    ]
    assert set(named) == {each.name for each in fields(Facts)} | {"about"}


def test_every_template_is_there_in_both_languages() -> None:
    assert template_ids("en") == template_ids("zh")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", EVERY)
def test_every_template_can_be_looked_at(template: str, language: str) -> None:
    rendered = render(template, sample(template, language), language)
    assert rendered.subject
    assert "\n" not in rendered.subject
    chinese = any("\u4e00" <= each <= "\u9fff" for each in rendered.subject + rendered.text)
    assert chinese is (language == "zh")


@pytest.mark.parametrize("programme", all_ids())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_override_is_of_a_letter_and_can_be_looked_at(programme: str, language: str) -> None:
    own = folder_of(programme) / "letters"
    for file in (own / language).glob("*.txt"):
        assert render(file.stem, sample(file.stem, language), language, own).text
