"""Shandong's digital industry clusters: the seven conditions, and what may be waived of them."""

from decimal import Decimal
from typing import Any

import pytest

from statemachines.criteria import evaluate_all, hard_failures, satisfied, soft_failures
from statemachines.definition.selector import matches
from statemachines.loader import Loaded

GOOD = {
    "revenue": 50, "firms": 20, "leaders": 1, "backbones": 3,
    "national": 0, "provincial": 3, "ip": 1000, "research": 3, "sales": 100,
}  # fmt: skip
JUDGED = dict.fromkeys(("standing", "positioning", "chain.3", "services", "support", "safety"), True)


def found(shandong: Loaded, judged: dict[str, bool] | None = None, **figures: Any) -> Any:
    """The findings on a good cluster whose figures or judgements differ as given."""
    values = {name: Decimal(value) for name, value in {**GOOD, **figures}.items() if value is not None}
    programme = shandong.programme
    return evaluate_all(programme.criteria, values, {**JUDGED, **(judged or {})}, {}, programme.indicators)


def bars(shandong: Loaded, judged: dict[str, bool] | None = None, **figures: Any) -> list[str]:
    return [each.path for each in hard_failures(found(shandong, judged, **figures))]


def test_main_field_is_one_of_ten_industries(shandong: Loaded) -> None:
    """P4.1."""
    fields = shandong.programme.facts["main_field"].choose
    assert fields is not None
    assert len(set(fields)) == 10
    assert {"集成电路", "云服务大数据", "新型电子材料"} <= set(fields)


@pytest.mark.parametrize("path", ["standing", "positioning", "chain.3", "services", "support"])
def test_condition_without_a_number_is_left_to_judgement(shandong: Loaded, path: str) -> None:
    """P4.2, P4.3, P4.5, P4.7, A4-7: a reviewer decides, and a no bars the case."""
    assert bars(shandong, {path: False}) == [path.partition(".")[0]]


def test_good_cluster_at_every_bound_is_satisfied(shandong: Loaded) -> None:
    """P4.4 to P4.8: 以上 and 不低于 include the number itself."""
    assert satisfied(found(shandong))


@pytest.mark.parametrize(
    ("figures", "barred"),
    [
        ({"revenue": "49.99"}, "scale"),
        ({"leaders": 0}, "chain"),
        ({"backbones": 2}, "chain"),
        ({"ip": 999}, "innovation"),
        ({"research": "2.99"}, "innovation"),
    ],
)
def test_figure_below_its_threshold_bars_the_case(
    shandong: Loaded, figures: dict[str, Any], barred: str
) -> None:
    """P4.4, P4.5, P4.6."""
    assert bars(shandong, **figures) == [barred]


def test_twenty_firms_are_asked_only_in_principle(shandong: Loaded) -> None:
    """P4.4, A4-6, X6: nineteen warn; an override with a reason lets the case pass."""
    findings = found(shandong, firms=19)
    assert hard_failures(findings) == ()
    assert [each.path for each in soft_failures(findings)] == ["scale.2"]
    assert satisfied(findings, overridden={"scale.2"})


def test_leader_does_not_count_as_a_backbone(shandong: Loaded) -> None:
    """P4.5, A4-1."""
    excludes = shandong.programme.indicators["backbones"].excludes
    assert excludes is not None
    assert excludes.given == "leaders"
    assert "A4-1" in (excludes.assumed or "")


@pytest.mark.parametrize(
    ("national", "provincial", "barred"), [(1, 0, []), (0, 3, []), (0, 2, ["innovation"])]
)
def test_one_national_or_three_provincial_platforms_suffice(
    shandong: Loaded, national: int, provincial: int, barred: list[str]
) -> None:
    """P4.6."""
    assert bars(shandong, national=national, provincial=provincial) == barred


def test_awards_and_patents_are_counted_over_three_calendar_years(shandong: Loaded) -> None:
    """P4.6, A4-5: the last three years, and for research the last one."""
    indicators = shandong.programme.indicators
    years = {key: each.years for key, each in indicators.items() if each.years}
    assert {key: value.given for key, value in years.items()} == {
        "revenue": "last", "ip": "last 3", "research": "last", "sales": "last",
    }  # fmt: skip
    assert all("A4-5" in (value.assumed or "") for value in years.values())


def test_serious_accident_is_a_veto_that_nothing_waives(shandong: Loaded) -> None:
    """P4.8: found, it bars the case in every field; unjudged, the case waits."""
    assert bars(shandong, {"safety": False}) == ["safety"]
    unjudged = evaluate_all(shandong.programme.criteria, {}, {}, {})
    safety = next(each for each in unjudged if each.path == "safety")
    assert (safety.kind, safety.result) == ("veto", "unknown")
    assert all("safety" not in waiver.of for waiver in shandong.programme.waivers)


@pytest.mark.parametrize(("field", "allowed"), [("集成电路", True), ("人工智能", True), ("高端软件", False)])
def test_waiver_is_for_named_conditions_of_named_fields(shandong: Loaded, field: str, allowed: bool) -> None:
    """P4.9, A4-2: (二)(三)(四), never (一)(五)(六)(七)."""
    (waiver,) = shandong.programme.waivers
    assert waiver.of == ("scale", "chain", "innovation")
    assert matches(waiver.for_, {"main_field": field}) == allowed
    assert satisfied(found(shandong, revenue=1), waived={"scale"})
