"""首页、语言: where somebody begins, and in which language."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from models.person import Language, Role
from web.cookies import LANGUAGE, give
from web.paths import inside
from web.signed_in import Signed

__all__ = ["router"]

router = APIRouter()


@router.get("/")
def home(who: Signed) -> Response:
    """Whoever administers begins with the pipelines, applicants and experts with theirs, others with their queue."""
    if who.administers:
        return RedirectResponse("/board", 303)
    mine = "/apply" if who.applies else "/reviews" if who.roles == {Role.EXPERT} else "/queue"
    return RedirectResponse(mine, 303)


@router.get("/language/{language}")
def set_language(
    request: Request, language: Language, back: Annotated[str, Query(alias="next", max_length=2000)] = "/"
) -> Response:
    """The pages in another language from now on, in this browser."""
    give(request, LANGUAGE, language)
    return RedirectResponse(inside(back), 303)
