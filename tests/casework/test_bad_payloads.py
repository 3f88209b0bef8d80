"""Bad input: whatever is given, the answer says what is wrong and what would be right, and nothing is kept."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from casework.refused import BadInput, NotFound
from casework.storage.errors import StoreError
from errors import ShenbaoError
from statemachines.refusals import BadPayload, Refusal
from tests.proofs import row
from tests.world import PAPERS, World

NO_TEXT = [7, True, ["a"], {"a": 1}, "x" * 20_001, "a\0b", "\ud800"]
NO_DATE = [
    "soon",
    "2020-13-01",
    "2020-02-30",
    20200101,
    True,
    ["2020-01-01"],
    datetime(2020, 1, 1, tzinfo=UTC),
]
NO_NUMBER = ["abc", True, "NaN", "Infinity", float("nan"), "1e400", "9" * 40, ["1"], {"n": 1}, "1,5"]
NO_CHOICE = ["maybe", 1, True, ["continue"], {"a": 1}]
NO_TEXTS = ["真实性", 7, ["真实性", 7], ["别的"], {"真实性": True}, True]
NO_RECORDS = ["records", 7, True, {"material": "application"}, ["application"], [["application"]], [{"material": []}],
              [{"material": {"a": 1}}], [{"material": "a\0"}], [{}] * 1001]  # fmt: skip


def refused(world: World, subject: str, action: str, who: str, says: str, **payload: Any) -> None:
    """The action is refused with a message that names the field, and nothing is kept."""
    before = world.counts()
    with pytest.raises((Refusal, BadInput)) as caught:
        world.act(subject, action, who, **payload)
    assert says in str(caught.value)
    assert world.counts() == before


@pytest.mark.parametrize("bad", NO_TEXT, ids=repr)
def test_text_that_is_none_is_refused(world: World, bad: Any) -> None:
    refused(world, world.bring("prefecture_review"), "reject", "city", "reason", reason=bad)
    refused(world, world.bring("prefecture_review", "app2", "OBJ2"), "override_soft", "city2", "criterion",
            criterion=bad, reason="x")  # fmt: skip


@pytest.mark.parametrize("bad", NO_DATE, ids=repr)
def test_date_that_is_none_is_refused(world: World, bad: Any) -> None:
    refused(world, world.bring("site_check"), "pass_site_check", "prov", "visited_on", visited_on=bad)


@pytest.mark.parametrize("bad", NO_CHOICE, ids=repr)
def test_choice_that_is_none_is_refused(world: World, bad: Any) -> None:
    case = world.bring("prefecture_review")
    refused(world, case, "return_for_correction", "city", "clock", reason="x", clock=bad)


@pytest.mark.parametrize("bad", NO_TEXTS, ids=repr)
def test_list_of_texts_that_is_none_is_refused(world: World, bad: Any) -> None:
    refused(world, world.bring("prefecture_review"), "accept", "city", "attests", attests=bad)


@pytest.mark.parametrize("bad", NO_RECORDS, ids=lambda bad: repr(bad)[:40])
def test_records_that_are_none_are_refused(world: World, bad: Any) -> None:
    case = world.new_case()
    refused(world, case, "submit", "app", "materials", materials=bad)
    refused(world, case, "provide", "app", "indicators", indicators=bad)


@pytest.mark.parametrize("bad", NO_NUMBER, ids=repr)
def test_figure_that_is_no_number_is_refused(world: World, bad: Any) -> None:
    case = world.new_case()
    given = [{"indicator": "firms", "value": bad}]
    before = world.counts()
    with pytest.raises((Refusal, BadInput), match=r"firms|indicators"):
        world.act(case, "submit", "app", materials=PAPERS, indicators=given)
    assert world.counts() == before


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"indicator": "firm", "value": 1}, "firms"),
        ({"indicator": "firms", "value": -1}, "not negative"),
        ({"indicator": "firms"}, "firms"),
        ({"indicator": "firms", "value": 1, "unit": "万元"}, "家"),
        ({"indicator": "firms", "value": 1, "planned": True}, "plan"),
        ({"value": 1}, "None"),
    ],
)
def test_figure_that_is_not_asked_for_is_refused(world: World, record: dict[str, Any], says: str) -> None:
    refused(world, world.new_case(), "provide", "app", says, indicators=[record])


@pytest.mark.parametrize(
    ("finding", "says"),
    [
        ({"criterion": "standin", "met": True}, "standing"),
        ({"criterion": "scale.1", "met": True}, "judgement"),
        ({"criterion": "standing", "met": "yes"}, "met"),
        ({"criterion": "standing"}, "met"),
        ({}, "judgement"),
    ],
)
def test_finding_that_decides_nothing_is_refused(world: World, finding: dict[str, Any], says: str) -> None:
    refused(world, world.bring("prefecture_review"), "judge", "city", says, findings=[finding])


def test_criterion_judged_twice_in_one_go_is_refused(world: World) -> None:
    """One of the two judgements would be lost."""
    findings = [{"criterion": "standing", "met": met} for met in (True, False)]
    refused(
        world,
        world.bring("prefecture_review"),
        "judge",
        "city",
        "'standing' is judged twice",
        findings=findings,
    )


def test_unknown_field_is_named_with_the_nearest_known(world: World) -> None:
    refused(world, world.bring("prefecture_review"), "reject", "city", "'reason'", raeson="x")


def test_missing_field_is_named_with_what_it_means(world: World) -> None:
    case = world.bring("prefecture_review")
    with pytest.raises(BadPayload, match="理由"):
        world.act(case, "reject", "city")


@pytest.mark.parametrize("until", ["9999-12-31", "2101-01-01", "0001-01-01"])
def test_day_beyond_the_calendar_is_refused(world: World, until: str) -> None:
    case = world.bring("prefecture_review")
    before = world.counts()
    with pytest.raises(ShenbaoError):
        world.act(case, "extend", "prov", until=until, reason="x")
    assert world.counts() == before


def test_dates_and_decimals_of_python_are_taken_as_they_are_written(world: World) -> None:
    """Callers in Python need not write texts; the record holds texts."""
    case = world.bring("site_check")
    world.act(case, "pass_site_check", "prov", visited_on=date(2020, 1, 8))
    draft = world.new_case("app2", "OBJ2")
    given = [{"indicator": "revenue", "value": Decimal("10000.50")}]
    world.act(draft, "provide", "app2", indicators=given)
    assert row(world, "indicator_value", case_no=draft[5:]).value == Decimal("10000.50")


@pytest.mark.parametrize("subject", ["", "case", "case:", "case:none", "list:none", "title:none", "round:none",
                                     "programme:none", "register", "king:none", "case:' OR 1=1 --"])  # fmt: skip
def test_subject_that_is_none_is_told(world: World, subject: str) -> None:
    before = world.counts()
    with pytest.raises((BadInput, NotFound)):
        world.act(subject, "open", "prov")
    assert world.counts() == before


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(
    [
        "materials",
        "indicators",
        "findings",
        "attests",
        "reason",
        "criterion",
        "clock",
        "until",
        "rank",
        "opinion",
        "x",
    ]
)


@pytest.mark.only("sqlite")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    action=st.sampled_from(
        [
            "accept",
            "reject",
            "judge",
            "override_soft",
            "return_for_correction",
            "extend",
            "find_false_material",
            "submit",
        ]
    ),
    who=st.sampled_from(["app", "city", "prov", "public", "e1"]),
    payload=st.dictionaries(fields, values, max_size=4),
)
@example(action="judge", who="city", payload={"findings": [{"criterion": {}, "met": True}]})
def test_no_payload_whatever_makes_anything_but_a_refusal_or_an_action(
    world: World, action: str, who: str, payload: dict[str, Any]
) -> None:
    """Fuzzed: either it is done, or it is refused by name and nothing is kept; no other exception comes out."""
    if not getattr(world, "fuzzed", None):
        world.fuzzed = world.bring("prefecture_review")  # type: ignore[attr-defined]
    case = world.fuzzed  # type: ignore[attr-defined]
    before = world.counts()
    try:
        world.act(case, action, who, **payload)
    except StoreError:
        raise
    except ShenbaoError:
        assert world.counts() == before
    else:
        if world.state(case) != "prefecture_review":
            del world.fuzzed  # type: ignore[attr-defined]
            world.fuzzed = world.bring("prefecture_review", object_no="OBJ3")  # type: ignore[attr-defined]
