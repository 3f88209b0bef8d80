"""The templates, and how they say things: in the reader's language, days and moments as people write them."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from jinja2.runtime import Context

from calendars import SHANGHAI
from calendars.days import written
from calendars.wording import in_words
from models.person import Language
from notifications.words import letter_word
from statemachines.words import action_word, end_word, in_language
from web.cookies import LANGUAGE
from web.guiding import step_href
from web.paths import page_of
from web.signed_in import Who

__all__ = ["language_of", "page"]

OPEN = ("/public", "/certificates")  # may be asked for in a language by the address


def language_of(request: Request) -> str:
    """The language of the pages: the one chosen here, else that of the person, else Chinese.

    What is public may be asked for in a language by its address, as search engines do.
    """
    asked = request.query_params.get("lang", "") if request.url.path.startswith(OPEN) else ""
    for chosen in (asked, request.cookies.get(LANGUAGE, "")):
        if chosen in list(Language):
            return chosen
    who: Who | None = getattr(request.state, "who", None)
    return (who.language if who else "") or Language.ZH


def page(request: Request, template: str, shown: Mapping[str, Any], status: int = 200) -> Response:
    """A page: the template with what is shown, and what every page has."""
    who: Who = getattr(request.state, "who", None) or Who()
    common = {
        "lang": language_of(request),
        "who": who,
        "path": request.url.path,
        "address": urlencode([each for each in request.query_params.multi_items() if each[0] != "lang"]),
    }
    return _templates.TemplateResponse(request, template, {**common, **shown}, status_code=status)


@jinja2.pass_context
def _say(context: Context, zh: str, en: str) -> str:
    """Whichever of the two the reader reads."""
    return en if context["lang"] == Language.EN else zh


@jinja2.pass_context
def _local(context: Context, name: str | None) -> str:
    """The half of “中文 / English” that the reader reads."""
    return in_language(name, context["lang"]) if name else ""


@jinja2.pass_context
def _action(context: Context, action: str) -> str:
    return action_word(action, context["lang"])


@jinja2.pass_context
def _end(context: Context, result: str) -> str:
    return end_word(result, context["lang"])


@jinja2.pass_context
def _letter(context: Context, template: str) -> str:
    return in_language(letter_word(template), context["lang"])


def _moment(moment: datetime | None) -> str:
    """A moment on Shanghai's clock."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if moment else ""


@jinja2.pass_context
def _day(context: Context, day: date | str | None) -> str:
    """A day as people write it: 2026年11月21日 周六; from a day, or from its ISO form."""
    if not day:
        return ""
    return written(date.fromisoformat(day) if isinstance(day, str) else day, context["lang"])


@jinja2.pass_context
def _day_word(context: Context, why: str) -> str:
    """Why a day is a working day or not, as the calendar says it."""
    return in_words(why, context["lang"])


_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # templates come with the program: no look at their files with each page
)
_environment.filters.update(
    moment=_moment,
    local=_local,
    day=_day,
    action_word=_action,
    end_word=_end,
    letter_word=_letter,
    day_word=_day_word,
)
_environment.globals.update(say=_say, page_of=page_of, step_href=step_href)
_templates = Jinja2Templates(env=_environment)
