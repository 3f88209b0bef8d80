"""The permission matrix, walked whole: each role × each route × own and foreign region.

What the matrix says is not repeated here: who comes in is asked of every page. What is, is the least that must be
refused, and that no case of a foreign region shows through anywhere.
"""

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from casework.entering import people
from models.person import Role
from tests.web.conftest import Visitor, Visitors
from tests.world import CITY, CITY2, PROVINCE, START, World
from web.app import ROUTES
from web.permissions import MATRIX

# One person of each role at the prefecture 甲市, and one of each at 乙市, where a role has regions.
AT_HOME = {
    "officer": "city", "approver": "ok1", "inspector": "insp1", "applicant": "app", "expert": "e1",
    "administrator": "admin",
}  # fmt: skip
ABROAD = {"officer": "city2", "approver": "ok2", "inspector": "insp2", "applicant": "app2", "expert": "e2"}


def routes() -> Iterator[APIRoute]:
    """Every route of every router."""
    for module in ROUTES:
        for route in module.router.routes:
            assert isinstance(route, APIRoute)
            yield route


NAMES = sorted({route.name for route in routes()})


@pytest.fixture
def staffed(world: World, signed_in: Visitors) -> Visitors:
    """The small world with approvers and inspectors at both prefectures."""
    posts = {"ok1": (CITY, Role.APPROVER), "ok2": (CITY2, Role.APPROVER), "insp1": (CITY, Role.INSPECTOR)}
    posts |= {"insp2": (CITY2, Role.INSPECTOR)}
    people.enter(
        world.service,
        people=[{"no": no, "name": no, "organisation_code": at} for no, (at, _) in posts.items()],
        grants=[
            {"person_no": no, "role": role, "organisation_code": at, "granted_at": START}
            for no, (at, role) in posts.items()
        ],
    )
    return signed_in


def looks(route: APIRoute) -> bool:
    """Whether a route only shows something."""
    return "GET" in (route.methods or ())


def ask(visitor: Visitor, route: APIRoute, numbers: dict[str, str]) -> int:
    """Call a route with the numbers put into its path; the status of the answer itself, wherever it leads."""
    path = route.path
    for name in ("token", "language", "number", "kind", "action", "step", "id", "day"):
        path = path.replace(f"{{{name}}}", numbers.get(name, "x"))
    if looks(route):
        return int(visitor.client.get(path, follow_redirects=False).status_code)
    return visitor.post(path).status_code


def test_every_route_has_one_name_and_one_entry() -> None:
    every = [route.name for route in routes()]
    assert sorted(every) == NAMES
    assert sorted(MATRIX) == NAMES


def test_route_without_an_entry_is_refused_to_everybody(
    signed_in: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(MATRIX, "queue_page")
    assert signed_in("admin").get("/queue").status_code == 403


def test_nobody_gets_in_where_one_has_to_sign_in(world: World, nobody: Visitor) -> None:
    case = world.bring("prefecture_review")[5:]
    numbers = {"number": case, "kind": "case", "action": "judge", "language": "en"}
    for route in routes():
        answer = ask(nobody, route, numbers)
        if MATRIX[route.name].public:
            assert answer != 403, route.name
        elif looks(route):
            assert answer == 303, route.name
        else:
            assert answer in (303, 403), route.name


@pytest.mark.parametrize("role", AT_HOME)
def test_each_role_comes_in_exactly_where_the_matrix_says(world: World, staffed: Visitors, role: str) -> None:
    case = world.bring("prefecture_review")[5:]
    visitor = staffed(AT_HOME[role])
    numbers = {"number": case, "kind": "case", "action": "judge", "step": "review", "language": "zh"}
    wrong = {}
    for route in routes():
        if route.name == "sign_out":
            continue  # it would end the walk
        status = ask(visitor, route, numbers)
        allowed = MATRIX[route.name].admits(frozenset({role}))
        refused = status in (303, 403) if not allowed else status == 303 and "sign-in" in route.name
        if (
            status == 500
            or (not allowed and status != 403)
            or (allowed and refused and route.name != "sign_in_page")
        ):
            wrong[route.name] = status
    assert wrong == {}


@pytest.mark.parametrize("role", ABROAD)
def test_nothing_of_a_foreign_region_is_shown_or_done(world: World, staffed: Visitors, role: str) -> None:
    case = world.bring("prefecture_review")[5:]
    visitor = staffed(ABROAD[role])
    numbers = {"number": case, "kind": "case", "action": "judge", "step": "review", "language": "zh"}
    for route in routes():
        path = route.path
        for name, value in numbers.items():
            path = path.replace(f"{{{name}}}", value)
        if not looks(route) or "{" in path or MATRIX[route.name].public:
            continue
        answer = visitor.client.get(path, follow_redirects=False)
        body = answer.text.replace(path, "")
        assert case not in body or answer.status_code in (403, 404), f"{route.name} tells of {case}"
        assert "甲申报单位" not in body, f"{route.name} tells of the applicant"


def test_officer_of_another_province_s_programme_sees_nothing(world: World, staffed: Visitors) -> None:
    case = world.bring("prefecture_review")[5:]
    people.enter(
        world.service,
        people=[{"no": "idle", "name": "idle", "organisation_code": PROVINCE}],
        grants=[],
    )
    assert staffed("idle").get(f"/cases/{case}").status_code == 403
