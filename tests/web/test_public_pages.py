"""Every page for everybody: found by search engines under its one address, in two languages, kept by caches."""

import re
from datetime import datetime
from xml.etree import ElementTree

import pytest

from calendars import SHANGHAI
from tests.shiyan import Shiyan
from tests.web.conftest import Visitor, Visitors
from tests.web.public_paths import KEY, SHIYAN, STANDARD, names, of_shiyan, of_standard
from tests.web.test_consultations import OPENED, citizen, shiyan
from tests.world import World
from web.house import House

__all__ = ["citizen", "shiyan"]  # fixtures
UNKEPT = {
    "sign_in_page",
    "welcome_page",
    "objection_page",
    "comment_page",
    "public_receipt",
}  # forms, and what is one's own
NOON = datetime.combine(OPENED, datetime.min.time(), SHANGHAI)


@pytest.fixture
def paths(world: World, nobody: Visitor) -> dict[str, str]:
    found = of_standard(world)
    form = found["objection_page"]
    sent = {"entry": "1", "text": "与事实不符", "objector": "某某 13800000000", "key": KEY}
    assert nobody.post(form, sent).status_code == 303
    return found


def check(visitor: Visitor, path: str, kept: bool) -> None:
    answer = visitor.get(path)
    page = answer.text
    assert "13800000000" not in page
    assert "与事实不符" not in page
    assert re.search(r"<title>[^<]{4,}</title>", page)
    assert len(re.findall(r"<h1[ >]", page)) == 1
    if not kept:
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        return
    assert answer.status_code == 200
    assert re.search(r'<meta name="description" content="[^"]{10,}"', page)
    assert f'rel="canonical" href="http://127.0.0.1{path}"' in page
    assert f'hreflang="en" href="http://127.0.0.1{path}?lang=en"' in page
    again = visitor.client.get(path, headers={"If-None-Match": f'"x", W/{answer.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    english = visitor.get(f"{path}?lang=en").text
    assert '<html lang="en">' in english
    assert f'rel="canonical" href="http://127.0.0.1{path}?lang=en"' in english
    assert "lang%3Den" not in english  # the way back to Chinese leads there


def test_every_public_page_has_an_example_here() -> None:
    """A new page for everybody is looked at by the tests of this file, and by axe-core, or fails here."""
    assert names() == STANDARD | SHIYAN


def test_pages_are_found_under_one_address_and_kept(
    world: World, paths: dict[str, str], nobody: Visitor
) -> None:
    assert paths.keys() == STANDARD
    for name, path in paths.items():
        check(nobody, path, name not in UNKEPT)


def test_pages_of_consultations_are_found_under_one_address_and_kept(
    shiyan: Shiyan, citizen: Visitor
) -> None:
    paths = of_shiyan(shiyan, NOON)
    assert paths.keys() == SHIYAN
    for name, path in paths.items():
        check(citizen, path, name not in UNKEPT)


def test_sitemap_names_the_pages_to_read_and_no_other(
    world: World, paths: dict[str, str], nobody: Visitor, house: House
) -> None:
    house.public_url = "https://shenbao.example.org"
    answer = nobody.get("/sitemap.xml")
    found = [each.text for each in ElementTree.fromstring(answer.text).iter() if each.tag.endswith("}loc")]  # noqa: S314
    told = UNKEPT | {"certificate_page"}  # what a title is stands on its own page
    read = {path for name, path in paths.items() if name not in told} | {"/public/consultations"}
    assert read <= {str(each).removeprefix("https://shenbao.example.org") for each in found}
    assert not [each for each in found if "object" in str(each) or "receipts" in str(each)]
    robots = nobody.get("/robots.txt").text
    assert "Sitemap: https://shenbao.example.org/sitemap.xml" in robots
    assert "Disallow: /public/receipts/" in robots
    assert answer.headers["etag"]


def test_addresses_are_those_that_people_type(
    world: World, paths: dict[str, str], nobody: Visitor, house: House, signed_in: Visitors
) -> None:
    house.public_url = "https://shenbao.example.org"
    page = nobody.get(paths["public_notice"]).text
    assert f'rel="canonical" href="https://shenbao.example.org{paths["public_notice"]}"' in page
    made = signed_in("city").post("/account/feeds", {"programme": ""}).text
    assert 'value="https://shenbao.example.org/feeds/' in made
    invited = signed_in("admin").post("/accounts/app/link").text
    assert "https://shenbao.example.org/welcome/" in invited


def test_language_of_the_address_is_of_public_pages_alone(signed_in: Visitors) -> None:
    assert '<html lang="zh-CN">' in signed_in("city").get("/queue?lang=en").text
    assert '<html lang="zh-CN">' in signed_in("city").get("/public?lang=xx").text
