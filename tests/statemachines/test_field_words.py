"""Every field that any programme asks for has a name for people."""

from collections.abc import Iterator

import pytest

from statemachines.library import all_ids, folder_of
from statemachines.loader import load_folder
from statemachines.machine import Field, Procedure
from statemachines.words import FIELDS, field_word


def fields(machines: Iterator[Procedure]) -> set[tuple[str, str]]:
    """Names and kinds of all fields of some machines that the definition itself does not name."""
    found: set[Field] = {field for each in machines for way in each.transitions for field in way.fields}
    return {(field.name, field.kind) for field in found if not field.label}


@pytest.mark.parametrize("programme", all_ids())
def test_every_field_has_a_name_in_both_languages(programme: str) -> None:
    loaded = load_folder(folder_of(programme))
    kinds = (loaded.procedures, loaded.lists, loaded.titles, loaded.rounds, {"itself": loaded.itself})
    asked = fields(machine for each in kinds for machine in each.values())
    assert asked
    assert [name for name, kind in asked if " / " not in field_word(name, kind)] == []


def test_records_and_words_of_one_name_are_told_apart() -> None:
    assert field_word("findings", "records", "en") == "criteria, one by one"
    assert field_word("findings", "personal", "en") == "what was found"
    assert field_word("unheard_of") == "unheard_of"
    assert all(name.count(" / ") == 1 for name in FIELDS.values())
