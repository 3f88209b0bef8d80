"""Tables of a case: drafts, what was read out of a file, handing them in, the figures they give."""

import json
from typing import Any

import pytest
from sqlalchemy import select, text

from casework.asked import Asked
from casework.handed_in.table_rows import digest_of, drop_draft, put_draft
from casework.handed_in.tables import (
    TableState,
    asked_tables,
    computed_figures,
    offer_rows,
    save_rows,
    table_of,
    take_offer,
)
from casework.record.audit import verify
from casework.refused import BadInput, Conflict, NotFound
from models.tables import case_table, history, material, table_draft
from sheets.reading import read_file
from sheets.writing import template
from statemachines.refusals import NotYours
from tests.guiyang import BASE_PAPERS, base, guiyang
from tests.lands import papers
from tests.proofs import check_everything
from tests.world import FIGURES, PAPERS, World

ROWS = [{"name": "甲公司", "revenue": "1.2亿元"}, {"name": "乙公司", "revenue": "８,000"}]


def rows_of(world: World, table: Any) -> list[Any]:
    with world.store.reading() as connection:
        return list(connection.execute(select(table)))


def entry(world: World, case: str) -> dict[str, Any]:
    """What the last history entry of a case says."""
    known = select(history.c.payload).where(history.c.subject == case).order_by(history.c.seq.desc())
    with world.store.reading() as connection:
        return dict(json.loads(connection.execute(known).scalars().first() or "{}"))


def save(
    world: World, case: str, rows: list[dict[str, str]], person: str = "app", version: int = 0
) -> TableState:
    return save_rows(world.service, case[5:], "companies", rows, "", world.asked("", person), version)


def submit(world: World, case: str, **given: Any) -> None:
    world.act(case, "submit", "app", materials=PAPERS, indicators=FIGURES, **given)


def test_draft_keeps_what_was_typed_with_its_faults(world: World) -> None:
    case = world.new_case()
    saved = save(world, case, [{"name": "甲公司", "revenue": "许多"}, {"name": "", "revenue": ""}])
    assert (saved.state, saved.version) == ("faulty", 1)
    assert saved.rows[0]["revenue"] == "许多"
    assert [each.column for each in saved.checked.faults] == ["revenue"]
    again = save(world, case, ROWS, version=1)
    assert again.state == "ready"
    assert [row["revenue"] for row in again.checked.rows] == ["12000", "8000"]


def test_draft_saved_by_somebody_else_in_the_meantime_is_told(world: World) -> None:
    case = world.new_case()
    save(world, case, ROWS)
    with pytest.raises(Conflict):
        save(world, case, [])
    save(world, case, ROWS[:1], version=1)
    with pytest.raises(Conflict):
        save(world, case, ROWS, version=1)
    assert len(table_of(world.service, case[5:], "companies", "app", world.now).rows) == 1


@pytest.mark.parametrize("person", ["app2", "city", "prov", "e1"])
def test_draft_is_the_applicants_alone(world: World, person: str) -> None:
    case = world.new_case()
    save(world, case, ROWS)
    (seen,) = asked_tables(world.service, case[5:], person, world.now)
    assert (seen.fillable, seen.draft, seen.rows) == (False, None, [])
    with pytest.raises(NotYours):
        save(world, case, [], person, 1)


def test_table_cannot_be_filled_in_after_it_was_handed_in(world: World) -> None:
    case = world.bring("prefecture_review")
    with pytest.raises(NotYours):
        save(world, case, ROWS)


def test_unknown_table_case_and_person_are_told(world: World) -> None:
    case = world.new_case()
    for number, table, person in (
        ("X", "companies", "app"),
        (case[5:], "firms", "app"),
        (case[5:], "companies", "y"),
    ):
        with pytest.raises(NotFound):
            table_of(world.service, number, table, person, world.now)


def test_bad_rows_are_refused_whole(world: World) -> None:
    case = world.new_case()
    for rows in ([{"name": "a\0b"}], [{"name": "甲"}] * 2001):
        before = world.counts()
        with pytest.raises(BadInput):
            save(world, case, rows)
        assert world.counts() == before
    assert save(world, case, [{"name": "甲", "revenue": "1", "strange": "x"}]).rows == [
        {"name": "甲", "revenue": "1"}
    ]


def test_submission_takes_the_table_over_in_the_same_commit(world: World) -> None:
    case = world.new_case()
    save(world, case, ROWS)
    submit(world, case)
    assert rows_of(world, table_draft) == []
    (handed,) = rows_of(world, case_table)
    canonical = [{"name": "甲公司", "revenue": "12000"}, {"name": "乙公司", "revenue": "8000"}]
    assert handed.rows == canonical
    assert handed.digest == digest_of("companies", canonical, "")
    assert entry(world, case)["tables"] == {"companies": {"revision": 1, "digest": handed.digest, "rows": 2}}
    check_everything(world)


def test_submission_with_a_faulty_table_is_refused_and_keeps_nothing(world: World) -> None:
    case = world.new_case()
    save(world, case, [{"name": "甲公司", "revenue": "-1"}])
    before = world.counts()
    with pytest.raises(BadInput, match="《企业情况表》有1处须更正：第1条“年营业收入”：-1 小于下限 0"):
        submit(world, case)
    assert world.counts() == before


def test_submission_without_a_table_goes_on_as_before(world: World) -> None:
    case = world.new_case()
    submit(world, case)
    assert "tables" not in entry(world, case)
    assert rows_of(world, case_table) == []


def test_dry_run_takes_nothing_over(world: World) -> None:
    from casework.acting import act

    case = world.new_case()
    save(world, case, ROWS)
    asked = Asked("submit", "app", world.now, {"materials": PAPERS, "indicators": FIGURES})
    done = act(world.service, case, asked, dry_run=True)
    assert any("填报 12 家，表格得出 2 家" in each for each in done.warnings)
    assert len(rows_of(world, table_draft)) == 1


def test_figures_that_differ_are_kept_as_doubtful(world: World) -> None:
    case = world.new_case()
    save(world, case, ROWS)
    submit(world, case)
    assert entry(world, case)["warnings"] == [
        "企业数：填报 12 家，表格得出 2 家 / 企业数: stated 12 家, the table gives 2 家"
    ]
    compared, found = computed_figures(world.service, case[5:], "city", world.now)
    assert [(each.figure.indicator, each.agrees) for each in compared] == [
        ("firms", False),
        ("revenue", True),
    ]
    assert [(each.path, each.result) for each in found] == [("scale", "failed")]


def test_correction_makes_a_new_revision_and_keeps_the_old_one(world: World) -> None:
    case = world.new_case()
    save(world, case, ROWS)
    submit(world, case)
    world.act(case, "return_for_correction", "city", reason="补正", clock="continue")
    (seen,) = asked_tables(world.service, case[5:], "app", world.now)
    assert (seen.fillable, seen.state) == (True, "handed_in")
    save(world, case, [*seen.rows, {"name": "丙公司", "revenue": "5"}])
    world.act(case, "resubmit", "app")
    assert [(each.revision, len(each.rows)) for each in rows_of(world, case_table)] == [(1, 2), (2, 3)]
    check_everything(world)


def test_file_is_offered_shown_and_taken(world: World) -> None:
    case = world.new_case()
    seen = table_of(world.service, case[5:], "companies", "app", world.now)
    reading = read_file(seen.shape, template(seen.shape, [{"name": "丁公司", "revenue": "7"}]))
    asked = world.asked("", "app")
    offered = offer_rows(world.service, case[5:], "companies", "表.xlsx", reading, asked)
    assert offered.rows == []
    assert offered.draft is not None
    assert offered.draft.offer is not None
    with pytest.raises(Conflict):
        take_offer(world.service, case[5:], "companies", asked, 0)
    taken = take_offer(world.service, case[5:], "companies", asked, offered.version)
    assert taken.rows == [{"name": "丁公司", "revenue": "7"}]
    with pytest.raises(BadInput, match="没有待采用"):
        take_offer(world.service, case[5:], "companies", asked, taken.version)


def test_offer_that_was_not_taken_does_not_bar_handing_in(world: World) -> None:
    case = world.new_case()
    seen = table_of(world.service, case[5:], "companies", "app", world.now)
    reading = read_file(seen.shape, template(seen.shape, [{"name": "丁公司", "revenue": "7"}]))
    offer_rows(world.service, case[5:], "companies", "表.xlsx", reading, world.asked("", "app"))
    submit(world, case)
    assert rows_of(world, case_table) == []


def test_query_count_does_not_grow_with_the_tables(world: World) -> None:
    case = world.new_case()
    land = guiyang(world)
    other = base(land)
    with world.queries() as one:
        assert len(asked_tables(world.service, case[5:], "app", world.now)) == 1
    with world.queries() as four:
        assert len(asked_tables(world.service, other[5:], "district", world.now)) == 4
    assert len(one) == len(four)


def test_table_that_is_a_paper_hands_the_paper_in(world: World) -> None:
    land = guiyang(world)
    case = base(land)
    tables = {each.id: each for each in asked_tables(world.service, case[5:], "district", world.now)}
    assert set(tables) == {"overall", "firms", "services", "projects"}
    full = {"y2020": "1", "y2021": "1", "y2022": "1"}
    rows = [
        dict.fromkeys(full, "实际") if line.id == "nature" else dict(full)
        for line in tables["overall"].shape.lines
    ]
    asked = world.asked("", "district")
    save_rows(world.service, case[5:], "overall", rows, "", asked, 0)
    save_rows(
        world.service,
        case[5:],
        "firms",
        [{"name": "甲", "total_revenue": "12亿"}],
        "2019年12月31日",
        asked,
        0,
    )
    rest = papers(*(each for each in BASE_PAPERS if each not in ("overall", "firms")))
    stated = [{"indicator": "revenue", "value": 100000, "planned": True}]
    done = land.act(case, "submit", "district", materials=rest, indicators=stated)
    assert done.warnings[0].startswith("总营业收入：填报 100000 万元，表格得出至少 120000 万元 / ")
    handed = {each.table_id: each for each in rows_of(world, case_table)}
    assert handed["firms"].as_of == "2019-12-31"
    filed = {each.material: each.file_digest for each in rows_of(world, material)}
    assert filed["firms"] == handed["firms"].digest
    check_everything(world)


def test_draft_of_another_version_is_neither_written_over_nor_dropped(world: World) -> None:
    case = world.new_case()
    draft = save(world, case, ROWS).draft
    assert draft is not None
    with world.store.writing() as connection:
        assert not put_draft(connection, case[5:], draft, 2)
        assert not put_draft(connection, case[5:], draft, 0)
        assert not drop_draft(connection, case[5:], "companies", 2)
        assert put_draft(connection, case[5:], draft, 1)
        assert drop_draft(connection, case[5:], "companies", 1)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE case_table SET rows = '[]'", "its rows were changed"),
        ("UPDATE case_table SET as_of = '2020-01-01'", "its rows were changed"),
        ("UPDATE case_table SET seq = 1", "no entry of the history handed it in"),
        ("UPDATE case_table SET revision = 2", "no entry of the history handed it in"),
        ("DELETE FROM case_table", "it was handed in, and is gone"),
    ],
)
def test_audit_finds_a_table_that_was_tampered_with(world: World, statement: str, said: str) -> None:
    case = world.new_case()
    save(world, case, ROWS)
    submit(world, case)
    assert verify(world.service).ok
    assert verify(world.service, case).counts["tables"] == 1
    with world.store.writing() as connection:
        connection.execute(text(statement))
    for report in (verify(world.service), verify(world.service, case)):
        assert said in [each.what for each in report.faults if each.kind == "table"]
