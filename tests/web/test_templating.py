"""Templates as readers of a language see them: what they say is settled before a page is made."""

from datetime import UTC, date, datetime

import pytest
from jinja2 import UndefinedError

from web.templating import templates_in


def rendered(language: str, text: str, **shown: object) -> str:
    return templates_in(language).env.from_string(text).render(**shown)


@pytest.mark.parametrize(("language", "said"), [("zh", "期限"), ("en", "Deadlines")])
def test_a_page_says_one_of_two_texts(language: str, said: str) -> None:
    assert rendered(language, '{{ say("期限", "Deadlines") }}') == said
    assert rendered(
        language, '{% if say("", "x") %}{% endif %}<a title="{{ say("期限", "Deadlines") }}">'
    ) == (f'<a title="{said}">')
    assert rendered(language, '{{ say("%d 期限", "%d Deadlines") | format(3) }}') == f"3 {said}"


def test_what_is_only_known_when_the_page_is_made_is_said_as_well() -> None:
    assert rendered("en", "{{ say(zh, en) }}", zh="中", en="<b>") == "&lt;b&gt;"
    assert rendered("zh", '{{ say(zh, "x") }}', zh="中&") == "中&amp;"


def test_texts_of_a_template_are_escaped_like_everything_else() -> None:
    assert rendered("zh", '{{ say("<甲>", "<a>") }}') == "&lt;甲&gt;"


def test_days_moments_and_names_are_written_in_the_language() -> None:
    shown = {
        "day": date(2026, 11, 21),
        "moment": datetime(2026, 11, 21, 1, 30, tzinfo=UTC),
        "name": "中文 / English",
    }
    template = '{{ day | day }} {{ "2026-11-21" | day }} {{ moment | moment }} {{ name | local }} {{ lang }}'
    assert (
        rendered("zh", template, **shown)
        == "2026年11月21日 周六 2026年11月21日 周六 2026-11-21 09:30 中文 zh"
    )
    assert rendered("en", template, **shown) == "2026-11-21 Sat 2026-11-21 Sat 2026-11-21 09:30 English en"
    assert rendered("zh", "{{ none | day }}{{ none | moment }}{{ none | local }}", none=None) == ""


def test_a_name_that_nobody_gave_is_a_fault() -> None:
    with pytest.raises(UndefinedError):
        rendered("zh", "{{ nobody }}")
