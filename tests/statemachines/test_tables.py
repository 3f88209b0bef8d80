"""Tables of a definition: what they may say, what they give, and the faults that are found in them."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import Calendar
from statemachines.definition.faults import DefinitionError
from statemachines.definition.giving import Gives
from statemachines.definition.units import alike, factor
from statemachines.linter.checking import check
from statemachines.loader import Loaded, load_text

Altered = Callable[..., str]
Planted = Callable[..., Loaded]
GIVES = "gives: {firms: count, revenue: sum revenue}"


@pytest.mark.parametrize(
    "written",
    [
        "count",
        "count where level = 国家级",
        "any where task = 社会治理",
        "sum revenue",
        "sum revenue where above_scale = 是 and revenue >= 10",
        "cell revenue.y2022",
    ],
)
def test_giving_is_read_and_written_back(written: str) -> None:
    assert str(Gives.model_validate(written).is_) == written


@pytest.mark.parametrize(
    "written",
    [
        "",
        "sum",
        "any",
        "count where",
        "average revenue",
        "cell revenue",
        "cell a.b where c = d",
        "count where a ~ b",
    ],
)
def test_giving_that_means_nothing_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="gives nothing"):
        Gives.model_validate(written)


@pytest.mark.parametrize(
    ("given_in", "wanted_in", "times"),
    [
        ("亿元", "万元", "10000"), ("万元", "亿元", "0.0001"), ("元", "万元", "0.0001"), ("人民币万元", "万元", "1"),
        ("万", "万元", "1"), ("亿", "万元", "10000"), ("万人", "人", "10000"), ("千瓦时", "万千瓦时", "0.0001"),
        ("㎡", "平方米", "1"), ("万平方米", "平方米", "10000"), ("个", "个", "1"), ("百万元", "万元", "100"),
    ],
)  # fmt: skip
def test_factor_turns_one_unit_into_another(given_in: str, wanted_in: str, times: str) -> None:
    assert factor(given_in, wanted_in) == Decimal(times)


@pytest.mark.parametrize(
    ("given_in", "wanted_in"), [("万美元", "万元"), ("人", "家"), ("%", "元"), ("", "元")]
)
def test_factor_refuses_what_measures_something_else(given_in: str, wanted_in: str) -> None:
    assert factor(given_in, wanted_in) is None
    assert not alike(given_in, wanted_in)


SCALES = st.sampled_from(["", "千", "万", "百万", "亿"])


@given(SCALES, SCALES, st.sampled_from(["元", "人", "千瓦时", "平方米"]))
def test_factor_there_and_back_is_one(one: str, other: str, base: str) -> None:
    there, back = factor(one + base, other + base), factor(other + base, one + base)
    assert there is not None
    assert back is not None
    assert there * back == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("with: application", "with: aplication", "'aplication' is no paper"),
        ("with: application", "is: application\n    with: application", "one of the two"),
        ("with: application\n", "\n", "one of the two"),
        (GIVES, "gives: {firm: count}", "'firm' is no indicator"),
        (GIVES, "gives: {revenue: sum revenues}", "'revenues' is no column"),
        (GIVES, "gives: {revenue: sum name}", "adds up no numbers"),
        (GIVES, "gives: {firms: sum revenue}", "is in 万元, the indicator 'firms' in 家"),
        (GIVES, "gives: {firms: cell revenue.name}", "with open rows gives by"),
        (GIVES, "gives: {firms: count where revenue > 多}", "“多” is no number"),
        (GIVES, "gives: {firms: count where name > 3}", "only numbers are more or less"),
        (GIVES, "gives: {firms: {ask: round}}", "unknown key 'ask'"),
        ("type: number, unit: 万元, required", "type: nummer, unit: 万元, required", "nummer"),
        ("type: number, unit: 万元, required", "unit: 万元, required", "are for numbers"),
        ("required: true, least: 0", "required: true, least: 5, most: 3", "at least 5 and at most 3"),
        ("key: true", "kye: true", "unknown key 'kye'"),
        ("key: true", "type: choice", "'choose' lists the choices"),
        ("columns:\n      name: ", "rows: {a: {name: 甲}}\n    columns:\n      name: ", "has a name only"),
    ],
)
def test_fault_of_a_table_is_told_with_its_place(altered: Altered, old: str, new: str, said: str) -> None:
    with pytest.raises(DefinitionError) as told:
        load_text(altered((old, new)))
    assert said in str(told.value)
    assert "tables" in str(told.value)


def test_linter_finds_nothing_in_the_template(planted: Planted, calendar: Calendar) -> None:
    assert check(planted(), calendar) == []


PAPER = "application: {name: 申报书 / application form, from: applicant, at: submission"
MORE = "  more: {name: 甲, with: evidence, columns: {name: {name: 乙}}, gives: {firms: count}}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "    source: S.4\n\nprocedures",
            f"    source: S.4\n{MORE}\n\nprocedures",
            "given by “companies” already",
        ),
        (PAPER, f"{PAPER}, channel: confidential, instruction: 送市局", "goes by the confidential channel"),
        (PAPER, PAPER.replace("from: applicant", "from: prefecture"), "no tables are handed in"),
        (PAPER, PAPER.replace("submission", "scoring"), "no tables are handed in"),
    ],
)
def test_linter_finds_what_is_planted(
    planted: Planted, calendar: Calendar, old: str, new: str, said: str
) -> None:
    assert any(said in str(each) for each in check(planted((old, new)), calendar))


def test_tables_apart_may_give_the_same_indicator(planted: Planted, calendar: Calendar) -> None:
    more = "  other: {name: 甲, with: claim, for: {reward: r9}, columns: {n: {name: 乙}}, gives: {devices: count}}\n"
    text = [("  contracts:\n", f"{more}  contracts:\n")]
    apart = check(planted(*text, programme="shiyan_digital_measures_2022"), calendar)
    assert not any("already" in str(each) for each in apart), "r1 and r9 are never the same claim"
    same = [(old, new.replace("reward: r9", "reward: [r9, r1]")) for old, new in text]
    together = check(planted(*same, programme="shiyan_digital_measures_2022"), calendar)
    assert any("already" in str(each) for each in together)
