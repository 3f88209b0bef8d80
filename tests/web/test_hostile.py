"""Whatever is sent to whichever route, by whomever: a clear answer, never a failure of the house, nothing half-done.

The routes are asked of the app, their parameters of the routes, the fields of forms of the pages that show them: what
is added later is walked too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from itertools import product
from urllib.parse import quote

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from tests.proofs import check_everything
from tests.web.conftest import Visitor, Visitors
from tests.world import World
from web.app import ROUTES
from web.paths import page_of

pytestmark = [pytest.mark.long, pytest.mark.only("sqlite")]
PEOPLE = ("app", "prov", "e1", "admin", "")
NASTY = (
    "", " ", "字" * 5000, "a\x00b", "%00", "-1", "0", "999999999999999999999", "1e999", "NaN", "2026-02-30", "9999-99",
    "' OR 1=1 --", "<script>alert(1)</script>", "../../etc/passwd", "a\r\nSet-Cookie: b=c", "[]", '{"a": 1}',
    "\u202e\ufeff", "😀", "true", "None", "\ud7ff",
)  # fmt: skip
IN_PATHS = ("%00", "字" * 300, "..", "%2e%2e%2f", "a b", "'", "%F0%9F%98%80", "-1", "%FF")
KINDS = {
    "/lists": "list",
    "/titles": "title",
    "/rounds": "round",
    "/programmes": "programme",
    "/accounts": "person",
}
FIELD = re.compile(r"<(?:input|select|textarea|button)\b([^>]*)>")
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


def routes(method: str) -> list[APIRoute]:
    every = [route for module in ROUTES for route in module.router.routes]
    return [each for each in every if isinstance(each, APIRoute) and method in (each.methods or ())]


def asked_of(dependant: Dependant) -> Iterator[str]:
    """The names of the query parameters of a route and all that it rests on."""
    yield from (each.alias for each in dependant.query_params)
    for each in dependant.dependencies:
        yield from asked_of(each)


def visitor_of(signed_in: Visitors, person: str) -> Visitor:
    return signed_in(person) if person else signed_in.nobody()


def path_of(route: APIRoute, numbers: Mapping[str, str], **spoiled: str) -> str:
    """The path of a route with real numbers in it, of the kind of thing that it is about; ``spoiled`` as they are."""
    kind = next((kind for start, kind in KINDS.items() if start in route.path), "case")
    known = {"number": numbers[kind], "kind": "case", "action": "judge", "step": "review", "language": "zh"}
    filled = {name: quote(value, safe="") for name, value in known.items()} | spoiled
    return re.sub(r"\{(\w+)\}", lambda name: filled.get(name[1], "x"), route.path)


def spoiled_paths(route: APIRoute, numbers: Mapping[str, str]) -> Iterator[str]:
    """Addresses of a route with something in one place that does not belong there."""
    for name, value in product(re.findall(r"\{(\w+)\}", route.path), IN_PATHS):
        yield path_of(route, numbers, **{name: value})
    path = path_of(route, numbers)
    for name, value in product(sorted(set(asked_of(route.dependant))), NASTY):
        once = f"{name}={quote(value[:500])}"
        yield f"{path}?{once}"
        yield f"{path}?{once}&{once}"


@pytest.fixture
def numbers(world: World) -> dict[str, str]:
    """One of each kind of thing, by kind."""
    title = world.bring("certified", object_no="OBJ3")[5:]
    case = world.bring("publicity", "app2", "OBJ2")
    found = {
        "case": world.bring("prefecture_review")[5:],
        "list": world.list_of(case)[5:],
        "round": world.rounds[0],
    }
    return found | {"title": f"{title.rsplit('-', 2)[0]}-T0001", "programme": "standard", "person": "city"}


@pytest.mark.parametrize("person", PEOPLE)
def test_addresses_with_anything_in_them_are_answered(
    world: World, signed_in: Visitors, numbers: dict[str, str], person: str
) -> None:
    visitor, failed = visitor_of(signed_in, person), []
    for route in routes("GET"):
        for path in spoiled_paths(route, numbers):
            status = visitor.client.get(path, follow_redirects=False).status_code
            if status >= 500 and status != 503:  # not ready is an answer too
                failed.append((path[:200], status))
    assert failed == []


@pytest.mark.parametrize("person", PEOPLE)
def test_bodies_that_are_no_forms_are_answered(
    world: World, signed_in: Visitors, numbers: dict[str, str], person: str
) -> None:
    visitor, before = visitor_of(signed_in, person), world.counts()["history"]
    disposition = "Content-Disposition: form-data"
    urlencoded, multipart = "application/x-www-form-urlencoded", "multipart/form-data"
    bodies: Sequence[tuple[str, bytes]] = (
        ("", b""), (urlencoded, b"\xff\xfe&=&&;"), (urlencoded, b"a=" + b"x" * 3_000_000), ("application/json", b"{"),
        (urlencoded, b"&".join(b"a%d=1" % n for n in range(6000))), (multipart, b"--x\r\n"),
        (f"{multipart}; boundary=x", f"--x\r\n{disposition}; name=csrf\r\n\r\n".encode()),
        (f"{multipart}; boundary=x", f"--x\r\n{disposition}; name=f; filename=../a\r\n\r\nA\r\n--x--".encode()),
        (f"{multipart}; boundary={'y' * 300}", b"nothing"), ("text/plain; charset=nowhere", b"\x00" * 100),
    )  # fmt: skip
    failed = []
    for route, (kind, body) in product(routes("POST"), bodies):
        headers = {"content-type": kind} if kind else {}
        path = path_of(route, numbers)
        status = visitor.client.post(path, content=body, headers=headers, follow_redirects=False).status_code
        if status >= 500:
            failed.append((path, kind, body[:40], status))
    assert failed == []
    assert world.counts()["history"] == before


def fields_of(form: str) -> dict[str, list[str]]:
    """The fields of a form, each with what stands in it."""
    found: dict[str, list[str]] = {}
    for tag in FIELD.findall(form):
        attributes = dict(ATTRIBUTE.findall(tag))
        if name := attributes.get("name"):
            found.setdefault(unescape(name), []).append(unescape(attributes.get("value", "")))
    return found


def spoiled(sent: Mapping[str, list[str]]) -> Iterator[dict[str, list[str]]]:
    """What a form has, with one field missing, twice, or holding something that does not belong there."""
    for name in sent:
        if name != "csrf":
            yield {key: values for key, values in sent.items() if key != name}
            for value in NASTY:
                yield {**sent, name: [value]}
            yield {**sent, name: ["x", "y"]}
    yield {**sent, "nowhere": ["1"], "nos": ["1"], "materials.x.copies": ["x"], "indicators.": ["1"]}


def links_of(page: str) -> set[str]:
    """Where forms are: actions of the console, and what applicants are led to."""
    found = (unescape(each) for each in re.findall(r'(?:href|action)="(/[^"#]*)"', page))
    return {
        each for each in found if each.startswith(("/act/", "/apply/", "/cases/", "/programmes/", "/uploads"))
    }


@pytest.mark.parametrize(
    ("state", "person"),
    [
        ("submission", "app"), ("prefecture_review", "city"), ("scoring", "prov"), ("scoring.open", "expert"),
        ("site_check", "prov"), ("publicity", "prov"), ("certified", "prov"), ("certified", "admin"),
    ],
)  # fmt: skip
def test_forms_with_anything_in_them_are_answered_and_keep_the_house_sound(
    world: World, signed_in: Visitors, state: str, person: str
) -> None:
    """Every form that somebody finds within two steps of a case, its list and its title, each field in turn."""
    case = world.bring(state)
    starts = {"/queue", "/account", "/accounts/app", "/programmes/standard", "/cases", page_of(case)}
    starts.add(f"/apply/{case[5:]}")
    if state == "publicity":
        starts.add(page_of(world.list_of(case)))
    if state == "certified":
        starts.add(f"/titles/{case[5:].rsplit('-', 2)[0]}-T0001")
    visitor, failed, tried = signed_in(world.drawn(case)[0] if person == "expert" else person), [], 0
    for path, form in sorted(set(found_by(visitor, starts))):
        for sent, step in product(spoiled(fields_of(form)), ("", "do")):
            data = {**sent, "csrf": visitor.csrf, "step": step}
            answer = visitor.client.post(path, data=data, follow_redirects=False)
            tried += 1
            if answer.status_code >= 500:
                failed.append((path, step, {name: values[0][:40] for name, values in sent.items()}))
    assert failed == []
    assert tried > len(NASTY)
    check_everything(world)


def found_by(visitor: Visitor, starts: set[str]) -> Iterator[tuple[str, str]]:
    """The forms that are found within two steps of these pages: where each is sent, and what it is."""
    seen: dict[str, str] = {}
    for _ in range(3):
        ahead = starts | {link for page in seen.values() for link in links_of(page)}
        seen |= {path: visitor.client.get(path).text for path in sorted(ahead - set(seen))}
    for path, page in seen.items():
        for attributes, form in FORM.findall(page):
            told = dict(ATTRIBUTE.findall(attributes))
            target = unescape(told.get("action", path))
            if told.get("method") == "post" and target != "/sign-out":
                yield target, form
