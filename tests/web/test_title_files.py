"""导出: the file of titles holds exactly what the list shows."""

import pytest

from tests.web.conftest import Visitors
from tests.web.exported import rows_of
from tests.world import World


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("asked", ["", "?state=in_force", "?state=revoked", "?q=OBJ3", "?programme=none"])
def test_file_of_titles_holds_what_the_list_holds(
    world: World, signed_in: Visitors, monkeypatch: pytest.MonkeyPatch, kind: str, asked: str
) -> None:
    monkeypatch.setattr("web.exporting.AT_ONCE", 1)
    world.bring("certified", "app2", "OBJ2")
    world.bring("certified", object_no="OBJ3")
    prov = signed_in("prov")
    head, *rows = rows_of(kind, prov.get(f"/titles.{kind}{asked}").content)
    page = prov.get(f"/titles{asked}").text
    every = ["standard-T0001", "standard-T0002"]
    assert [row[0] for row in rows] == [no for no in every if f'href="/titles/{no}"' in page]
    assert {len(row) for row in rows} <= {len(head)}


def test_file_of_titles_has_its_grades_and_nothing_of_elsewhere(world: World, signed_in: Visitors) -> None:
    world.bring("certified", "app2", "OBJ2")
    world.bring("certified", object_no="OBJ3")
    _, *rows = rows_of("csv", signed_in("city").get("/titles.csv").content)
    assert [row[3] for row in rows] == ["OBJ3"]


@pytest.mark.parametrize(
    ("path", "status"), [("/titles.pdf", 400), ("/titles.", 404), (f"/titles.csv?q={'字' * 101}", 400)]
)
def test_files_that_cannot_be_are_refused(signed_in: Visitors, path: str, status: int) -> None:
    assert signed_in("prov").get(path).status_code == status
