"""The figures that tables give: exactly, in the unit of the indicator, for the real programmes too."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statemachines.figures import Figure, figures, in_words
from statemachines.loader import Loaded, load_folder

PROGRAMMES = Path(__file__).parents[2] / "programmes"
Rows = list[dict[str, str]]


def loaded(name: str) -> Loaded:
    return load_folder(PROGRAMMES / name)


def given_by(name: str, **rows: Rows) -> dict[str, Decimal]:
    programme = loaded(name).programme
    return {each.indicator: each.value for each in figures(programme.tables, rows, programme.indicators)}


def test_standard_counts_rows_and_adds_revenue() -> None:
    rows = [{"name": "甲", "revenue": "1.1"}, {"name": "乙", "revenue": "2.2"}]
    assert given_by("standard", companies=rows) == {"firms": 2, "revenue": Decimal("3.3")}
    assert given_by("standard") == {}


def test_shandong_counts_leaders_and_backbones_apart() -> None:
    """A leader is no backbone (A4-1); revenue is turned from 万元 into 亿元."""
    rows = [
        {
            "above_scale": "是",
            "leading": "是",
            "revenue": "100000",
            "sales": "100",
            "research": "4",
            "ip": "900",
        },
        {
            "above_scale": "是",
            "leading": "否",
            "revenue": "99999.99",
            "sales": "100",
            "research": "2",
            "ip": "99",
        },
        {"above_scale": "否", "leading": "是", "revenue": "10000", "sales": "7", "research": "7", "ip": "7"},
        {"above_scale": "是", "leading": "是", "revenue": "9999", "sales": "", "research": "", "ip": ""},
    ]
    found = given_by("shandong_digital_clusters_2025", companies=rows)
    assert [int(found[each]) for each in ("leaders", "backbones", "firms")] == [1, 2, 2]
    assert found["revenue"] == Decimal("20.999899")
    assert [int(found[each]) for each in ("sales", "research", "ip")] == [200, 6, 999]
    platforms = [{"level": "国家级"}, {"level": "省级"}, {"level": "省级"}]
    found = given_by("shandong_digital_clusters_2025", platforms=platforms)
    assert [int(found[each]) for each in ("national", "provincial")] == [1, 2]


def test_guangdong_marks_each_task_once_however_many_projects_it_has() -> None:
    rows = [{"task": "加强政务数据统筹整合"}, {"task": "加强政务数据统筹整合"}, {"task": "自选试验重点"}]
    found = given_by("guangdong_pilot_zones_2019", tasks=rows)
    assert [int(found[each]) for each in ("governance_data", "open_data", "own_tasks")] == [1, 0, 1]


def test_guiyang_key_enterprises_bound_the_whole_from_below() -> None:
    programme = loaded("guiyang_bigdata_bases").programme
    rows = {"firms": [{"name": "甲", "total_revenue": "5"}]}
    revenue = next(
        each for each in figures(programme.tables, rows, programme.indicators) if each.indicator == "revenue"
    )
    assert revenue.part
    assert revenue.agrees(Decimal(6))
    assert not revenue.agrees(Decimal(4))


def test_shiyan_turns_units_for_each_reward() -> None:
    found = given_by("shiyan_digital_measures_2022", park=[{"name": "甲", "revenue": "123456"}])
    assert found == {"park_firms": 1, "park_revenue": Decimal("12.3456")}


AMOUNTS = st.decimals(0, 10**20, places=4).map(lambda each: format(each, "f"))


@given(st.lists(AMOUNTS, max_size=30))
def test_sum_is_exact_whatever_the_numbers(amounts: list[str]) -> None:
    rows = [{"name": str(at), "revenue": each} for at, each in enumerate(amounts)]
    found = given_by("standard", companies=rows)
    assert Fraction(found["revenue"]) == sum(map(Fraction, amounts))


@pytest.mark.parametrize("name", sorted(each.name for each in PROGRAMMES.iterdir() if each.is_dir()))
def test_every_figure_is_told_in_words(name: str) -> None:
    for table in loaded(name).programme.tables.values():
        for gives in table.gives.values():
            zh, _, en = in_words(table, gives.is_).partition(" / ")
            assert zh
            assert en


def test_figure_agrees_only_with_itself() -> None:
    exact = Figure("firms", "t", Decimal(3), part=False, how="")
    assert exact.agrees(Decimal("3.0"))
    assert not exact.agrees(Decimal(4))
