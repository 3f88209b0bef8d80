"""Letters say the same as text and as HTML, strictly from their facts, and nothing in them becomes markup."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.errors import CannotRender, UnknownTemplate
from notifications.facts import Deadline
from notifications.rendering import LANGUAGES, render
from notifications.samples import sample


class Words(HTMLParser):
    """The words of a page, and the tags it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


TAGS = {"html", "head", "meta", "title", "body", "div", "h1", "p", "ul", "li", "br"}


def bare(text: str) -> str:
    return "".join(text.replace("- ", "").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_and_html_say_the_same(language: str) -> None:
    rendered = render("returned_for_correction", sample("returned_for_correction", language), language)
    page = Words(rendered.html)
    assert bare(page.words) == bare(rendered.subject + rendered.subject + rendered.text)


@given(st.text(max_size=60))
def test_nothing_written_by_people_becomes_markup(words: str) -> None:
    facts = replace(sample("rejected", "zh"), reason=f"<script>{words}</script>", object=f"<b>{words}")
    rendered = render("rejected", facts, "zh")
    assert Words(rendered.html).tags <= TAGS
    assert "<script>" in rendered.text
    assert "\n" not in rendered.subject


def test_return_says_what_is_wanting_and_until_when() -> None:
    text = render("returned_for_correction", sample("returned_for_correction", "zh"), "zh").text
    assert "理由：第三章缺少经审计的营业收入。" in text
    assert "- 年营业收入不低于1亿元" in text
    assert "期限：2026年3月18日（星期三）" in text
    assert "计算方法：2026年3月4日起10个工作日，当日不计入" in text


def test_who_is_not_selected_hears_why_and_how_to_object() -> None:
    text = render("not_selected", sample("not_selected", "zh"), "zh").text
    assert "理由：" in text
    assert "如有异议，可在收到本函后向示例市主管部门（office@example.org）书面提出" in text


def test_reason_that_was_erased_is_not_said() -> None:
    facts = replace(sample("rejected", "zh"), reason=None, erased=True)
    assert "理由：（相关文字已依法删除）" in render("rejected", facts, "zh").text


@pytest.mark.parametrize(("language", "word"), [("zh", "（暂定）"), ("en", "(estimate)")])
def test_provisional_date_is_called_an_estimate(language: str, word: str) -> None:
    facts = replace(sample("reminder", language), deadline=Deadline(date(2027, 1, 5), provisional=True))
    text = render("reminder", facts, language).text
    assert word in text
    assert {"zh": "该日期为估计", "en": "This date is an estimate"}[language] in text


def test_moved_deadline_names_both_days() -> None:
    text = render("deadline_moved", sample("deadline_moved", "zh"), "zh").text
    assert "期限：2026年3月18日（星期三）\n原期限：2026年3月11日（星期三）" in text


def test_unknown_template_names_those_there_are() -> None:
    with pytest.raises(UnknownTemplate, match="certified"):
        render("certifed", sample("certified", "zh"), "zh")


def own_words(folder: Path, text: str) -> Path:
    (folder / "zh").mkdir()
    (folder / "zh" / "certified.txt").write_text(text, "utf-8")
    return folder


def test_programme_may_have_words_of_its_own(tmp_path: Path) -> None:
    own = own_words(
        tmp_path, '{% extends "shared/certified.txt" %}{% block next %}请于一个月内领取牌匾。{% endblock %}'
    )
    rendered = render("certified", sample("certified", "zh"), "zh", own)
    assert rendered.subject == "予以认定：示例产业集群"
    assert "请于一个月内领取牌匾。" in rendered.text
    assert "请于一个月内领取牌匾。" not in render("certified", sample("certified", "zh"), "zh").text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ recpient }}", "'recpient' is undefined"),
        ("{{ deadline.lastday }}", "lastday"),
        ("{{ more.nothing }}", "nothing"),
        ("{% if %}", "TemplateSyntaxError"),
        ("{{ ''.__class__.__mro__ }}", "SecurityError"),
        ('{% extends "../zh/certified.txt" %}', "TemplateNotFound"),
    ],
)
def test_template_that_does_not_fit_is_refused_with_the_reason(tmp_path: Path, text: str, why: str) -> None:
    """Also one that would run code: a programme's folder is data."""
    with pytest.raises(CannotRender, match=why):
        render("certified", sample("certified", "zh"), "zh", own_words(tmp_path, text))
