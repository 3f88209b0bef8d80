"""导出: the file holds exactly what the filter leaves, and nothing in it is a formula."""

import asyncio
import csv
import tracemalloc
from collections.abc import Callable
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from prometheus_client import CollectorRegistry
from sqlalchemy import update

from benchmarks.crowd import NOW, crowd
from casework.rights.sight import EVERYTHING
from casework.service import Service
from casework.storage.store import open_store
from casework.views.filtering import CaseFilter
from models.tables import object, organisation
from tests.web.conftest import Visitor, Visitors
from tests.world import FIRM, World
from web.files import csv_file, xlsx_file
from web.filters import FilteredCases
from web.house import House
from web.routes import exports
from web.signed_in import Who


def of_csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(body.decode("utf-8-sig"))))


def cells_of(body: bytes) -> list[tuple[Any, ...]]:
    (sheet,) = load_workbook(BytesIO(body)).worksheets
    return list(sheet.iter_rows())


def of_xlsx(body: bytes) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in cells_of(body)]


READ: dict[str, Callable[[bytes], list[list[Any]]]] = {"csv": of_csv, "xlsx": of_xlsx}


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("asked", ["", "?state=submission", "?running=true&q=OBJ3", "?q=nothing"])
def test_file_holds_what_the_list_holds(
    world: World, signed_in: Visitors, monkeypatch: pytest.MonkeyPatch, kind: str, asked: str
) -> None:
    monkeypatch.setattr("web.exporting.AT_ONCE", 1)
    monkeypatch.setattr("web.routes.cases.A_PAGE", 100)
    world.new_case()
    world.bring("prefecture_review", object_no="OBJ3")
    world.bring("certified", "app2", "OBJ2")
    browser = signed_in("prov")
    answer = browser.get(f"/cases.{kind}{asked}")
    _, *rows = READ[kind](answer.content)
    page = browser.get(f"/cases{asked}").text
    every = ["standard-2020-0001", "standard-2020-0002", "standard-2020-0003"]
    assert [row[0] for row in rows] == [no for no in every if f'href="/cases/{no}"' in page]
    assert f'filename="cases-{world.now:%Y%m%d}.{kind}"' in answer.headers["content-disposition"]


def test_file_begins_at_the_first_case_whatever_page_is_shown(world: World, browser: Visitor) -> None:
    case = world.new_case().partition(":")[2]
    rows = of_csv(browser.get(f"/cases.csv?after={case}").content)
    assert [row[0] for row in rows[1:]] == [case]


def test_nobody_exports_what_the_list_would_not_show(world: World, signed_in: Visitors) -> None:
    own = world.new_case().partition(":")[2]
    world.new_case("app2", "OBJ2")
    rows = of_csv(signed_in("city").get("/cases.csv").content)
    assert [row[0] for row in rows[1:]] == [own]


def test_columns_are_named_in_the_language_of_the_reader(world: World, browser: Visitor) -> None:
    world.new_case()
    chinese = of_csv(browser.get("/cases.csv").content)
    browser.get("/language/en?next=/healthz")
    english = of_csv(browser.get("/cases.csv").content)
    assert (chinese[0][0], english[0][0]) == ("编号", "No.")
    assert (chinese[1][8], english[1][8]) == ("申报", "submission")


def test_excel_reads_chinese_and_days_are_days(world: World, browser: Visitor) -> None:
    world.bring("prefecture_review")
    assert browser.get("/cases.csv").content.startswith(b"\xef\xbb\xbf")
    row = of_xlsx(browser.get("/cases.xlsx").content)[1]
    assert isinstance(row[10], datetime)
    assert row[14] == datetime(2020, 1, 6, 10, 0)  # on Shanghai's clock  # noqa: DTZ001


@pytest.mark.parametrize("start", list("=+-@\t\r＝＋－＠"))
def test_no_text_becomes_a_formula(world: World, browser: Visitor, start: str) -> None:
    world.new_case()
    evil = f'{start}HYPERLINK("http://evil.example","x")'
    with world.store.writing() as connection:
        connection.execute(update(organisation).where(organisation.c.code == FIRM).values(name=evil))
        connection.execute(update(object).where(object.c.no == "OBJ1").values(name=evil))
    row = of_csv(browser.get("/cases.csv").content)[1]
    assert row[3] == row[5] == f"'{evil}"
    cells = cells_of(browser.get("/cases.xlsx").content)[1]
    assert {cells[3].data_type, cells[5].data_type} == {"s"}
    assert cells[3].value.lstrip() == evil.lstrip()


def test_marks_that_no_workbook_holds_are_left_out() -> None:
    async def body() -> bytes:
        answer: Any = xlsx_file("x.xlsx", [["a\x00b\x0bc"]])
        return b"".join([each async for each in answer.body_iterator])

    assert of_xlsx(asyncio.run(body())) == [["abc"]]


@pytest.mark.parametrize("kind", READ)
def test_what_cannot_be_asked_is_told_before_a_file_begins(world: World, browser: Visitor, kind: str) -> None:
    world.new_case()
    answer = browser.get(f"/cases.{kind}?state=nowhere")
    assert answer.status_code == 400
    assert "nowhere" in answer.text


REMEMBERED = 2_500_000  # bytes: the last 4,096 moments and their texts (models/types.py), whatever is read


@pytest.mark.long
@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_file_of_many_cases_takes_no_more_memory_than_one_of_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Any
) -> None:
    """The rows are never there at once: what is held does not grow with them, but by what is remembered of moments."""
    monkeypatch.setattr("web.exporting.AT_ONCE", 100)
    url = f"sqlite:///{tmp_path / 'crowd.db'}"
    crowd(url, 6_000)
    with open_store(url, durable=False) as store:
        house = House(Service(store), lambda: NOW, CollectorRegistry())
        few, many = (_peak(house, make, region) for region in ("3701", "37"))
    assert many < few + REMEMBERED


def _peak(house: House, make: Any, region: str) -> int:
    """The most memory held at a time, bytes, after a first time that fills what is kept for good."""
    asked = FilteredCases(CaseFilter(region=region))

    def length() -> int:
        return _length(make("x", exports._table(house, Who("adm", sight=EVERYTHING), asked, "zh")))

    length()
    tracemalloc.start()
    assert length() > 10_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def _length(answer: Any) -> int:
    """The length of what an answer sends, without a server; nothing of it is kept."""

    async def take() -> int:
        return sum([len(each) async for each in answer.body_iterator])

    return asyncio.run(take())
