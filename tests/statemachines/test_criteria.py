"""Criteria: three values, borders exactly at the bound, soft rules, vetoes, waivers."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from statemachines.criteria import (
    Finding,
    evaluate,
    evaluate_all,
    hard_failures,
    open_questions,
    satisfied,
    soft_failures,
)
from statemachines.definition.criteria import Criterion
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.loader import load_folder

PROGRAMMES = Path(__file__).parents[2] / "programmes"
SHANDONG = load_folder(PROGRAMMES / "shandong_digital_clusters_2025").programme
GUIYANG = load_folder(PROGRAMMES / "guiyang_bigdata_bases").programme


def criterion(**parts: Any) -> Criterion:
    return Criterion.model_validate(parts)


def found(
    node: Criterion,
    values: Mapping[str, str] | None = None,
    judged: Mapping[str, bool] | None = None,
    facts: Mapping[str, str] | None = None,
) -> Finding:
    figures = {name: Decimal(value) for name, value in (values or {}).items()}
    return evaluate(node, figures, judged or {}, facts or {}, "c")


def leaf(programme: Programme[Stage], path: str, **values: str) -> Finding:
    """The finding of one leaf of a real programme for these figures."""
    figures = {name: Decimal(value) for name, value in values.items()}
    findings = evaluate_all(programme.criteria, figures, {}, {}, programme.indicators)
    return next(each for finding in findings for each in finding.leaves() if each.path == path)


@pytest.mark.parametrize(
    ("path", "below", "at"),
    [
        pytest.param("scale.1", {"revenue": "49.99"}, {"revenue": "50"}, id="P4.4-revenue"),
        pytest.param("scale.2", {"firms": "19"}, {"firms": "20"}, id="P4.4-firms"),
        pytest.param("chain.1", {"leaders": "0"}, {"leaders": "1"}, id="P4.5-leaders"),
        pytest.param("chain.2", {"backbones": "2"}, {"backbones": "3"}, id="P4.5-backbones"),
        pytest.param("innovation.1.1", {"national": "0"}, {"national": "1"}, id="P4.6-national"),
        pytest.param("innovation.1.2", {"provincial": "2"}, {"provincial": "3"}, id="P4.6-provincial"),
        pytest.param("innovation.2", {"ip": "999"}, {"ip": "1000"}, id="P4.6-ip"),
        pytest.param(
            "innovation.3",
            {"research": "2.9999999999999999999999999999999", "sales": "100"},
            {"research": "3", "sales": "100"},
            id="P4.6-research",
        ),
    ],
)
def test_shandong_threshold_holds_exactly_at_its_bound(
    path: str, below: dict[str, str], at: dict[str, str]
) -> None:
    """P4.4, P4.5, P4.6: 以上 and 不低于 include the number itself; just below it fails."""
    assert leaf(SHANDONG, path, **below).result == "failed"
    assert leaf(SHANDONG, path, **at).result == "met"


@pytest.mark.parametrize(
    ("path", "below", "at"),
    [
        pytest.param("firms.1", {"firms": "19"}, {"firms": "20"}, id="P1.5"),
        pytest.param(
            "firms.2", {"firms": "20", "companies": "41"}, {"firms": "20", "companies": "40"}, id="P1.6"
        ),
        pytest.param(
            "income.1",
            {"software": "30000", "revenue": "100000.01"},
            {"software": "30000", "revenue": "100000"},
            id="P1.7",
        ),
        pytest.param("area", {"area": "19999.99"}, {"area": "20000"}, id="P1.8"),
        pytest.param("income.2", {"revenue": "99999.99"}, {"revenue": "100000"}, id="P1.9"),
    ],
)
def test_guiyang_threshold_holds_exactly_at_its_bound(
    path: str, below: dict[str, str], at: dict[str, str]
) -> None:
    """P1.5 to P1.9: 及以上 and 以上 include the number itself; just below it fails."""
    assert leaf(GUIYANG, path, **below).result == "failed"
    assert leaf(GUIYANG, path, **at).result == "met"


@pytest.mark.parametrize(
    ("need", "below", "at", "above"),
    [
        ("n >= 5", "failed", "met", "met"),
        ("n > 5", "failed", "failed", "met"),
        ("n <= 5", "met", "met", "failed"),
        ("n < 5", "met", "failed", "failed"),
    ],
)
def test_comparison_as_printed_decides_at_the_bound(need: str, below: str, at: str, above: str) -> None:
    """超过 and 不满 leave the number out (Civil Code 1259)."""
    results = [found(criterion(need=need), {"n": value}).result for value in ("4.9", "5", "5.1")]
    assert results == [below, at, above]


@pytest.mark.parametrize("per", ["0", "-1"])
def test_ratio_without_a_denominator_above_zero_is_unknown(per: str) -> None:
    finding = found(criterion(need="part / whole >= 3%"), {"part": "1", "whole": per})
    assert finding.result == "unknown"
    assert "denominator" in finding.stated


def test_ratio_is_compared_without_rounding() -> None:
    """Figures longer than the 28 digits of the decimal context still decide."""
    whole = "1" + "0" * 40
    assert (
        found(criterion(need="part / whole >= 50%"), {"part": "5" + "0" * 39, "whole": whole}).result == "met"
    )
    less = "4" + "9" * 39
    assert found(criterion(need="part / whole >= 50%"), {"part": less, "whole": whole}).result == "failed"


@pytest.mark.parametrize("figures", [{}, {"part": "1"}, {"whole": "1"}])
def test_figure_that_was_not_stated_is_unknown(figures: dict[str, str]) -> None:
    assert found(criterion(need="part / whole >= 3%"), figures).result == "unknown"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_figure_that_is_no_number_is_unknown(value: str) -> None:
    for need, figures in (("n >= 5", {"n": value}), ("m / n >= 3%", {"m": "1", "n": value})):
        assert found(criterion(need=need), figures).result == "unknown"


@pytest.mark.parametrize(
    ("one", "two", "every", "either"),
    [
        ("1", "1", "met", "met"),
        ("1", "0", "failed", "met"),
        ("0", "0", "failed", "failed"),
        ("1", None, "unknown", "met"),
        ("0", None, "failed", "unknown"),
        (None, None, "unknown", "unknown"),
    ],
)
def test_groups_follow_three_valued_logic(one: str | None, two: str | None, every: str, either: str) -> None:
    figures = {name: value for name, value in (("a", one), ("b", two)) if value is not None}
    parts = [{"need": "a >= 1"}, {"need": "b >= 1"}]
    assert found(criterion(all=parts), figures).result == every
    assert found(criterion(any=parts), figures).result == either


@pytest.mark.parametrize(
    ("figures", "result"),
    [
        ({"a": "1", "b": "1"}, "met"),
        ({"a": "1", "b": "0"}, "unknown"),
        ({"a": "0", "b": "0"}, "failed"),
    ],
)
def test_at_least_so_many_of_waits_while_an_unknown_may_still_decide(
    figures: dict[str, str], result: str
) -> None:
    node = criterion(at_least=2, of=[{"need": f"{name} >= 1"} for name in "abc"])
    assert found(node, figures).result == result


def test_part_for_other_cases_does_not_count() -> None:
    node = criterion(all=[{"need": "a >= 1"}, {"need": "b >= 1", "for": {"city": "济南市"}}])
    assert found(node, {"a": "1"}, facts={"city": "烟台市"}).result == "met"
    assert found(node, {"a": "1"}, facts={"city": "济南市"}).result == "unknown"


def test_group_without_an_applicable_part_is_not_applicable_and_bars_nothing() -> None:
    node = criterion(any=[{"need": "a >= 1", "for": {"city": "济南市"}}])
    finding = found(node, facts={"city": "烟台市"})
    assert finding.result == "not_applicable"
    assert satisfied([finding])


def test_judgement_decides_only_its_own_path() -> None:
    node = criterion(all=[{"judge": "甲"}, {"judge": "乙"}])
    finding = found(node, judged={"c.1": True})
    assert [each.result for each in finding.leaves()] == ["met", "unknown"]
    assert finding.result == "unknown"


def test_veto_is_unknown_until_a_reviewer_has_looked() -> None:
    """P4.8: nothing is assumed about accidents."""
    node = criterion(veto="重大事故")
    assert found(node).result == "unknown"
    assert found(node, judged={"c": True}).result == "met"
    assert found(node, judged={"c": False}).result == "failed"


def test_judgement_does_not_replace_a_figure() -> None:
    assert found(criterion(need="n >= 5"), {"n": "4"}, judged={"c": True}).result == "failed"


def test_soft_rule_warns_and_does_not_fail_the_whole() -> None:
    """P4.4, X6: 原则上不低于20家."""
    node = criterion(all=[{"need": "a >= 1"}, {"need": "b >= 20", "soft": "原则上"}])
    findings = [found(node, {"a": "1", "b": "19"})]
    assert findings[0].result == "met"
    assert hard_failures(findings) == ()
    assert [each.path for each in soft_failures(findings)] == ["c.2"]
    assert not satisfied(findings)
    assert satisfied(findings, overridden={"c.2"})


def test_soft_rule_that_is_unknown_stays_an_open_question() -> None:
    node = criterion(all=[{"need": "a >= 1"}, {"need": "b >= 20", "soft": "原则上"}])
    findings = [found(node, {"a": "1"})]
    assert [each.path for each in open_questions(findings)] == ["c.2"]
    assert not satisfied(findings)


def test_soft_rule_within_the_alternative_relied_on_needs_its_override() -> None:
    inner = {"all": [{"need": "a >= 1"}, {"need": "b >= 20", "soft": "原则上"}]}
    node = criterion(any=[inner, {"need": "d >= 1"}])
    findings = [found(node, {"a": "1", "b": "1", "d": "0"})]
    assert [each.path for each in soft_failures(findings)] == ["c.1.2"]


def test_alternative_that_is_not_needed_asks_nothing() -> None:
    """P4.6: with a national platform nobody has to state the provincial ones."""
    finding = found(
        criterion(any=[{"need": "national >= 1"}, {"need": "provincial >= 3"}]), {"national": "1"}
    )
    assert finding.result == "met"
    assert open_questions([finding]) == ()


def test_waiver_lifts_the_named_criterion_and_no_other() -> None:
    """P4.9, A4-2: a waiver names (二), (三) or (四) as a whole."""
    failing = {"scale": criterion(need="a >= 1"), "safety": criterion(veto="事故")}
    findings = evaluate_all(failing, {"a": Decimal(0)}, {"safety": False}, {})
    assert [each.path for each in hard_failures(findings, {"scale"})] == ["safety"]
    assert not satisfied(findings, waived={"scale"})


def test_waiver_covers_open_questions_and_soft_rules_of_its_criterion() -> None:
    parts = [{"need": "a >= 1"}, {"need": "b >= 1", "soft": "原则上"}]
    findings = [found(criterion(all=parts), {"b": "0"})]
    assert satisfied(findings, waived={"c"})


def test_finding_prints_requirement_and_figures_with_names_and_units() -> None:
    finding = leaf(SHANDONG, "scale.1", revenue="49.9")
    assert finding.required == "数字产业相关规上企业年营业收入总额 ≥ 50 亿元"
    assert finding.stated == "49.9 亿元"
    ratio = leaf(SHANDONG, "innovation.3", research="299999", sales="10000000")
    assert ratio.required == "规上企业研发投入总额 / 规上企业销售收入总额 ≥ 3%"
    assert ratio.stated == "299999 万元 / 10000000 万元 ≈ 2.9999%"
