"""The templates of one language, and how they say things: days and moments as people write them, names by their half.

What a template says in both languages is settled while it is compiled: a page is then mostly one long text.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
from fastapi.templating import Jinja2Templates
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

from calendars import SHANGHAI
from calendars.days import written
from calendars.wording import in_words
from models.person import Language
from notifications.words import letter_word
from statemachines.words import action_word, end_word, in_language
from web.guiding import step_href
from web.paths import page_of

__all__ = ["templates_in"]

FOLDER = Path(__file__).parent / "templates"


@lru_cache(maxsize=len(Language))
def templates_in(language: str) -> Jinja2Templates:
    """The templates as readers of a language see them."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # templates come with the program: no look at their files with each page
    )
    environment.code_generator_class = _Settled
    environment.filters.update(_filters(language))
    environment.globals.update(lang=language, say=_say(language), page_of=page_of, step_href=step_href)
    return Jinja2Templates(env=environment)


def _filters(language: str) -> dict[str, Callable[..., str]]:
    return {
        "moment": _moment,
        "local": lambda name: in_language(name, language) if name else "",
        "day": partial(_day, language=language),
        "action_word": partial(action_word, language=language),
        "end_word": partial(end_word, language=language),
        "letter_word": lambda template: in_language(letter_word(template), language),
        "day_word": partial(in_words, language=language),
    }


def _say(language: str) -> Callable[[str, str], str]:
    """What gives whichever of the two its readers read."""
    return (lambda zh, en: en) if language == Language.EN else (lambda zh, en: zh)


def _moment(moment: datetime | None) -> str:
    """A moment on Shanghai's clock."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if moment else ""


def _day(day: date | str | None, language: str) -> str:
    """A day as people write it: 2026年11月21日 周六; from a day, or from its ISO form."""
    if not day:
        return ""
    return written(date.fromisoformat(day) if isinstance(day, str) else day, language)


class _Settled(CodeGenerator):
    """Compiles a template in which the language is settled."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        """Settle it before anything is compiled."""
        say = self.environment.globals["say"]
        assert callable(say)
        _Settle(say).visit(node)
        super().visit_Template(node, frame)


class _Settle(NodeTransformer):
    """Puts what `say` answers in the place of its calls."""

    def __init__(self, say: Callable[..., str]) -> None:
        self._say = say

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        """The answer, where both texts stand in the template."""
        self.generic_visit(node)
        said = node.node
        texts: list[Any] = [each.value for each in node.args if isinstance(each, nodes.Const)]
        if isinstance(said, nodes.Name) and said.name == "say" and len(texts) == len(node.args):
            return nodes.Const(self._say(*texts), lineno=node.lineno, environment=node.environment)
        return node
