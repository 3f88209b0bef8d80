"""Floods: what is sent to a form whose count is full is answered by one short page, before anything is read or built.

The counts are those of the database (`casework.speaking.count`); what it found full once stays so until a known
moment, which this process remembers (`web.full_counts`), so that the next thousand cost no more than a look.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from urllib.parse import parse_qs, unquote

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from casework.accounts.errors import TooManyAttempts
from casework.speaking import count
from web.house import House

__all__ = ["FORMS", "Flooded", "Guard", "counted", "ticket_for"]

FORMS: Mapping[str, tuple[str, str]] = {"notices": ("list", "object"), "consultations": ("case", "comment")}
_PATH = re.compile(r"/public/(notices|consultations)/([^/]{1,100})/(object|comment)")
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>提交过于频繁 · 申报</title>
<link rel="stylesheet" href="/static/style.css"></head>
<body><main><h1>提交过于频繁</h1>
<p class="notice warn" role="alert">这个网络地址或这张表在一小时内提交的次数过多，这一次没有收下，也没有保存。</p>
<p>返回上一页，您填写的内容还在；重新打开表格、填好后再提交，不与他人合并计数。也可以在期限内以书面方式向公示或征求意见的单位提出。</p>
<p lang="en">Too much was sent from this address, or with this form, within an hour: this time nothing was
taken or kept. Go back: what you wrote is still there. Whoever opens the form anew is counted apart from the others.
You may also write a letter to the body in charge within the time.</p>
<p><a href="/public">公开信息 / Public information</a></p></main></body></html>
""".encode()


class Guard:
    """Middleware that answers what is sent to a full form."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self.app, self.house = app, house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everything through but a flood."""
        until = self._until(scope) if scope["type"] == "http" and scope["method"] == "POST" else None
        if until is None:
            await self.app(scope, receive, send)
        else:
            await _too_much(until, self.house.clock())(scope, receive, send)

    def _until(self, scope: Scope) -> datetime | None:
        form = _PATH.fullmatch(scope["path"])
        if form is None:
            return None
        asked = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=10)
        about, address = f"{FORMS[form[1]][0]}:{unquote(form[2])}", (scope["client"] or ("",))[0]
        return self.house.floods.full_until(about, address, _one(asked.get("ticket", ())), self.house.clock())


class Flooded(Exception):
    """Too much was sent; nothing of it was looked at. Attribute: ``answer``, the short page."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer


def counted(request: Request, house: House, about: str) -> None:
    """Count what is sent before it is looked at; raises Flooded where it is too much."""
    now, address, ticket = house.clock(), _address(request), request.query_params.get("ticket", "")
    good = house.floods.tickets(house.service, now).good(ticket, about, address, now)
    try:
        count(house.service, about, address, now, ticket=ticket if good else "")
    except TooManyAttempts as full:
        house.floods.note(full, now)
        raise Flooded(_too_much(full.until, now)) from None


def ticket_for(request: Request, house: House, about: str) -> str:
    """The ticket of a form that is shown: the one it came with while that is good, else a new one."""
    now, address, had = house.clock(), _address(request), request.query_params.get("ticket", "")
    tickets = house.floods.tickets(house.service, now)
    if tickets.good(had, about, address, now):
        return had
    return tickets.give(about, address, now, house.service.entropy)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _one(values: Iterable[str]) -> str:
    return next(iter(values), "")


def _too_much(until: datetime, now: datetime) -> Response:
    wait = max(1, int((until - now).total_seconds()))
    return Response(
        PAGE, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(wait)}, media_type="text/html; charset=utf-8"
    )
