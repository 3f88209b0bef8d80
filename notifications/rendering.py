"""Letters rendered: subject, plain text and HTML from one template and one set of facts."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications.errors import CannotRender, UnknownTemplate
from notifications.facts import Facts
from notifications.html import page

__all__ = ["LANGUAGES", "Rendered", "render", "template_ids"]

LANGUAGES = ("zh", "en")
_HOME = Path(__file__).parent / "letters"
_BASE = "letter"  # what all templates extend; no letter of its own
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter, ready to be put into a message; ``text`` and ``html`` say the same."""

    subject: str
    text: str
    html: str


@lru_cache(maxsize=len(LANGUAGES))
def template_ids(language: str = "zh") -> tuple[str, ...]:
    """The ids of all shared templates, in the order of the alphabet."""
    return tuple(sorted({file.stem for file in (_HOME / language).glob("*.txt")} - {_BASE}))


def render(template: str, facts: Facts, language: str, overrides: Path | None = None) -> Rendered:
    """Render a letter in a language, `zh` or `en`.

    ``overrides`` is a folder with templates of a programme's own, `zh/certified.txt`, which come before the shared
    ones and may extend them as `shared/certified.txt`.

    Raises:
        UnknownTemplate: there is none of this id.
        CannotRender: the template names something that the facts do not have, or is no template at all.
    """
    if template not in template_ids(language):
        raise UnknownTemplate(template, template_ids(language))
    known = {each.name: getattr(facts, each.name) for each in fields(facts)}
    try:
        whole = _environment(language, overrides).get_template(f"{template}.txt")
        text = whole.render(known, about=facts.about)
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise CannotRender(template, language, f"{type(error).__name__}: {error}") from error
    subject, _, body = text.partition("\n")
    body = _spaced(body)
    return Rendered(subject, body, page(language, subject, body))


@lru_cache(maxsize=64)
def _environment(language: str, overrides: Path | None) -> ImmutableSandboxedEnvironment:
    """Plain text: nothing is escaped here, everything is when it becomes HTML."""
    shared = FileSystemLoader(_HOME / language)
    own: list[BaseLoader] = [FileSystemLoader(overrides / language)] if overrides else []
    environment = ImmutableSandboxedEnvironment(  # a programme's folder is data: its templates run no code
        loader=ChoiceLoader([*own, shared, PrefixLoader({"shared": shared})]),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"day": _DAYS[language], "one_line": one_line}
    return environment


def one_line(text: object) -> str:
    """A text in one line, as subjects are."""
    return " ".join(str(text).split())


def _day_zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（星期{_WEEKDAYS[day.weekday()]}）"


def _day_en(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B} {day.year}"


_DAYS: dict[str, Callable[[date], str]] = {"zh": _day_zh, "en": _day_en}


def _spaced(body: str) -> str:
    """One empty line between paragraphs, none at the ends, no space at the end of a line."""
    lines = [line.rstrip() for line in body.strip().splitlines()]
    return "\n".join(line for at, line in enumerate(lines) if line or lines[at - 1]) + "\n"
