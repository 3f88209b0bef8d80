"""Every letter has a name for lists."""

from notifications.rendering import template_ids
from notifications.words import LETTERS, letter_word


def test_every_template_is_named_in_both_languages_and_nothing_else_is() -> None:
    assert set(LETTERS) == set(template_ids())
    assert all(name.count(" / ") == 1 for name in LETTERS.values())


def test_template_of_a_programmes_own_bears_its_id() -> None:
    assert letter_word("of_its_own") == "of_its_own"
