"""Pages for what cannot be shown: what is wrong, and where to go on."""

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from casework.errors import StoreError
from casework.refused import BadInput, NotFound
from web.pages import templates

__all__ = ["tell_failures"]

SAID = {
    HTTPStatus.NOT_FOUND: "没有这个页面或编号",
    HTTPStatus.BAD_REQUEST: "查询条件不正确",
    HTTPStatus.METHOD_NOT_ALLOWED: "此处不能这样操作",
    HTTPStatus.SERVICE_UNAVAILABLE: "数据库暂时不可用，请稍后再试",
}


def tell_failures(app: FastAPI) -> None:
    """Let the app answer with a page where something is unknown, wrongly asked, or the database is away."""
    app.add_exception_handler(NotFound, lambda request, error: _page(request, 404, str(error)))
    app.add_exception_handler(BadInput, lambda request, error: _page(request, 400, str(error)))
    app.add_exception_handler(StoreError, lambda request, error: _page(request, 503, ""))
    app.add_exception_handler(RequestValidationError, _misasked)
    app.add_exception_handler(HTTPException, _http)


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
    return templates.TemplateResponse(request, "failure.html", shown, status_code=status)
