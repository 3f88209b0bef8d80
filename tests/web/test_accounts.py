"""The page of accounts: everybody a page at a time, found by number or name."""

import re

import pytest

from tests.web.conftest import Visitors
from tests.world import World


def people_on(page: str) -> list[str]:
    return re.findall(r'href="/accounts/([^"/?]+)"', page)


def test_accounts_are_turned_page_by_page_and_nobody_is_left_out(
    world: World, signed_in: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = signed_in("admin")
    everybody = people_on(admin.get("/accounts").text)
    assert len(everybody) > 4
    monkeypatch.setattr("web.routes.accounts.A_PAGE", 2)
    seen, path = [], "/accounts"
    while path:
        page = admin.get(path).text
        assert len(people_on(page)) <= 2
        seen += people_on(page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert seen == everybody


@pytest.mark.parametrize(
    ("typed", "found"), [("CITY2", ["city2"]), (" city2 ", ["city2"]), ("%", []), ("_", []), ("没有此人", [])]
)
def test_accounts_are_found_by_what_is_typed_and_not_by_patterns(
    world: World, signed_in: Visitors, typed: str, found: list[str]
) -> None:
    answer = signed_in("admin").client.get("/accounts", params={"q": typed})
    assert people_on(answer.text) == found
    assert answer.status_code == 200


def test_accounts_ask_the_database_as_often_for_three_people_as_for_one(
    world: World, signed_in: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = signed_in("admin")
    admin.get("/accounts")
    counts = []
    for size in (1, 3):
        monkeypatch.setattr("web.routes.accounts.A_PAGE", size)
        with world.queries() as asked:
            admin.get("/accounts")
        counts.append(len(asked))
    assert counts[0] == counts[1]
