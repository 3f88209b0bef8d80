"""Pages for what cannot be shown: what is wrong, and where to go on."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from casework.refused import BadInput, Conflict, NotFound
from casework.storage.errors import StoreError
from errors import ShenbaoError
from files.errors import FilesFailed, TooLarge
from statemachines.refusals import NotYours, Refusal
from web.floods import Flooded
from web.pages import page
from web.signed_in import Forbidden, SignInNeeded

__all__ = ["tell_failures"]

SAID = {
    HTTPStatus.NOT_FOUND: "没有这个页面或编号 / no such page or number",
    HTTPStatus.BAD_REQUEST: "查询条件不正确 / this cannot be asked",
    HTTPStatus.FORBIDDEN: "您无权查看或办理 / this is not yours to see or do",
    HTTPStatus.CONFLICT: "他人刚刚办理过，请重新查看 / somebody else acted just now, look again",
    HTTPStatus.UNPROCESSABLE_ENTITY: "不能这样办理 / this cannot be done",
    HTTPStatus.METHOD_NOT_ALLOWED: "此处不能这样操作 / this is not done here",
    HTTPStatus.SERVICE_UNAVAILABLE: "数据库或文件暂时不可用，请稍后再试 / the database or its files are away",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "内容过大 / too large",
}
STATUS: dict[type[Exception], int] = {
    NotFound: 404, BadInput: 400, Forbidden: 403, NotYours: 403, Conflict: 409, Refusal: 422, StoreError: 503,
    FilesFailed: 503, TooLarge: 413, ShenbaoError: 422,
}  # fmt: skip
SECRET = (StoreError, FilesFailed)  # its words name files and hosts, which are the operator's matter


def tell_failures(app: FastAPI) -> None:
    """Let the app answer with a page where something is unknown, wrongly asked, refused, or the database is away."""
    for kind, status in STATUS.items():
        app.add_exception_handler(kind, _telling(status))
    app.add_exception_handler(SignInNeeded, _to_the_door)
    app.add_exception_handler(Flooded, _short)
    app.add_exception_handler(RequestValidationError, _misasked)
    app.add_exception_handler(HTTPException, _http)


def _telling(status: int) -> Callable[[Request, Exception], Response]:
    def tell(request: Request, error: Exception) -> Response:
        said = error.reason if isinstance(error, Refusal) else str(error)
        return _page(request, status, "" if isinstance(error, SECRET) else said)

    return tell


def _to_the_door(request: Request, error: Exception) -> Response:
    """To where one signs in, and back afterwards."""
    assert isinstance(error, SignInNeeded)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    behind = "" if request.method != "GET" or here == "/" else "?" + urlencode({"next": here})
    return RedirectResponse(error.to + (behind if error.to == "/sign-in" else ""), 303)


def _short(request: Request, error: Exception) -> Response:
    assert isinstance(error, Flooded)
    return error.answer


def _misasked(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    said = "; ".join(f"{each['loc'][-1]}: {each['msg']}" for each in error.errors())
    return _page(request, 400, said)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _page(request, error.status_code, "")


def _page(request: Request, status: int, detail: str) -> Response:
    code = HTTPStatus(status)
    shown = {"said": SAID.get(code, code.phrase), "detail": detail, "status": status}
    return page(request, "failure.html", shown, status)
