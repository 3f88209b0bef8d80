"""What all pages have in common: nothing from elsewhere, their language, where they lead."""

from html.parser import HTMLParser

import pytest

from tests.web.conftest import Visitors
from tests.world import World


class Addresses(HTMLParser):
    """Everything that a page loads or leads to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note its addresses."""
        self.found += [value for name, value in attrs if name in ("href", "src", "action") and value]


@pytest.mark.parametrize("person", ["admin", "prov", "app", "e1"])
def test_pages_load_nothing_from_elsewhere_and_every_link_leads_somewhere(
    world: World, signed_in: Visitors, person: str
) -> None:
    case = world.bring("prefecture_review")
    visitor = signed_in(person)
    shown = [visitor.get(path) for path in ("/", f"/cases/{case[5:]}")]
    addresses = Addresses("".join(each.text for each in shown if each.status_code == 200)).found
    assert "/static/style.css" in addresses
    assert [each for each in addresses if not each.startswith(("/", "#"))] == []
    pages = {each for each in addresses if each.startswith("/") and each != "/sign-out"}
    assert {each: visitor.get(each).status_code for each in pages} == dict.fromkeys(pages, 200)


def test_language_is_kept_until_it_is_changed_again(signed_in: Visitors) -> None:
    visitor = signed_in("prov")
    assert '<html lang="zh-CN">' in visitor.get("/cases").text
    page = visitor.get("/language/en?next=/cases")
    assert '<html lang="en">' in page.text
    assert "Clear" in page.text
    assert '<html lang="en">' in visitor.get("/queue").text
    assert visitor.get("/language/fr").status_code == 400
    assert '<html lang="zh-CN">' in visitor.get("/language/zh").text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil"])
def test_nobody_is_sent_elsewhere(signed_in: Visitors, elsewhere: str) -> None:
    answer = signed_in("prov").client.get(f"/language/en?next={elsewhere}", follow_redirects=False)
    assert answer.headers["location"] == "/"
