"""Regions by name."""

import pytest

from casework.rights.regions import prefecture_of, region_name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("370100", "济南市"),
        ("3703", "淄博市"),
        ("520100", "贵阳市"),
        ("37", "山东省"),
        ("310000", "上海市"),
        ("310100", "上海市"),
        ("341500", "六安市"),
        ("370199", "370199"),
        ("429000", "省直辖县级行政单位"),
        ("", ""),
        ("%", "%"),
        ("3701020", "3701020"),
    ],
)
def test_regions_bear_their_names_of_today_or_their_codes(code: str, name: str) -> None:
    assert region_name(code) == name


@pytest.mark.parametrize(
    ("code", "prefecture"),
    [("370102", "370100"), ("370100", "370100"), ("310115", "310000"), ("370000", "370000"), ("", "")],
)
def test_region_lies_in_a_prefecture(code: str, prefecture: str) -> None:
    assert prefecture_of(code) == prefecture
