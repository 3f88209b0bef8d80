"""Values, bodies and facts that are not the same for every case: what may be written, and what the linter finds."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from calendars import SHANGHAI, Calendar
from statemachines.deadlines import MissingAnchor, computed
from statemachines.definition.choosing import Chosen
from statemachines.definition.faults import DefinitionError
from statemachines.definition.parts import Body, Fact
from statemachines.definition.time import Due, Fixed, parse_due
from statemachines.linter import check
from statemachines.loader import Loaded, load_text
from statemachines.machine import DueRule
from statemachines.subject import Subject

YUNNAN, GUANGDONG = "yunnan_bigdata_zones_2023", "guangdong_pilot_zones_2019"
DUE = "due: [{is: 2023-11-24, for: {route: 滇中新区}, assumed: A0-2 第一个期限不约束滇中新区}, {is: 2023-11-17}]"
BODIES = "is: [{is: new_area, for: {route: 滇中新区}}, {is: prefecture}]"
ROUTED = {"route": "滇中新区"}

Planted = Callable[..., Loaded]
Altered = Callable[..., str]


def test_first_entry_that_selects_a_case_holds() -> None:
    """The last one is for all others."""
    due = Chosen[Due].model_validate(
        [{"is": "2023-11-20", "for": {"a": "x"}}, {"is": "2023-11-21", "for": {"b": "y"}}, "2023-11-17"]
    )
    days = [due.for_case(facts).given for facts in ({"a": "x", "b": "y"}, {"b": "y"}, {}, {"a": "z"})]
    assert [str(each) for each in days] == ["2023-11-20", "2023-11-21", "2023-11-17", "2023-11-17"]


def test_value_alone_holds_for_everybody() -> None:
    due = Chosen[Due].model_validate({"is": "2023-11-17", "assumed": "why"})
    assert (due.for_case(ROUTED), due.assumed, due.instead) == (due, "why", ())


REFUSED: dict[str, tuple[str, str, str, str]] = {
    "the last of a list is for some cases only": (
        YUNNAN, DUE, DUE.replace("{is: 2023-11-17}", "{is: 2023-11-17, for: {route: 园区管委会}}"), "has no 'for'",
    ),
    "an entry before the last is for everybody": (
        YUNNAN, DUE, "due: [{is: 2023-11-24}, {is: 2023-11-17}]", "the key 'for' is missing",
    ),
    "an entry selects by an unknown fact": (
        YUNNAN, DUE, DUE.replace("{route: 滇", "{rout: 滇"),
        "'rout' is no fact of this programme; did you mean 'route'",
    ),
    "an entry selects by an unknown value": (
        YUNNAN, DUE, DUE.replace("{route: 滇中新区}", "{route: 滇中}"), "'滇中' is no choice of 'route'",
    ),
    "an entry for some cases is asked of the round": (
        YUNNAN, DUE, "due: [{ask: round, for: {route: 滇中新区}}, {is: 2023-11-17, assumed: A0-2}]",
        "cannot be asked of the round",
    ),
    "a body that differs has a level": (
        YUNNAN, BODIES, f"level: city\n    {BODIES}", "has its own 'level', or says with 'is'",
    ),
    "a body has neither": (
        YUNNAN, "name: 县（市、区）工信主管部门 / county office, level: county", "name: 县局 / county office",
        "has its own 'level', or says with 'is'",
    ),
    "the last body is for some cases only": (
        YUNNAN, BODIES, BODIES.replace("{is: prefecture}", "{is: prefecture, for: {route: 园区管委会}}"),
        "the last of 'is', and only the last",
    ),
    "a body is one that differs itself": (
        YUNNAN, BODIES, BODIES.replace("{is: prefecture}", "{is: receiver}"), "'receiver' is no body of its own",
    ),
    "a flag selects by an unknown value": (
        YUNNAN, "attested_by_new_area: {for: {route: 滇中新区}", "attested_by_new_area: {for: {route: 新区}",
        "'新区' is no choice of 'route'",
    ),
    "a fact names an unknown body": (
        YUNNAN, "under: {滇中新区: new_area}", "under: {滇中新区: newarea}", "'newarea' is no body of this programme",
    ),
    "joint applicants are selected by an unknown value": (
        GUANGDONG, "optional: true, for: {unit: 区县}", "optional: true, for: {unit: 县}",
        "'县' is no choice of 'unit'",
    ),
    "a grade leads to a rectification nobody describes": (
        GUANGDONG, "进展滞后: confirm", "进展滞后: rectify", "needs 'rectification', 'running' and 'removal'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_what_cannot_be_is_refused_with_its_line(fault: str, altered: Altered) -> None:
    """The message says what would be right, and where."""
    programme, old, new, told = REFUSED[fault]
    with pytest.raises(DefinitionError) as refused:
        load_text(altered((old, new), programme=programme))
    assert told in str(refused.value)
    assert all(each.line > 1 for each in refused.value.faults)


FOUND: dict[str, tuple[str, str, str, tuple[str, str]]] = {
    "a deadline behind a wider one": (
        YUNNAN, DUE, DUE.replace("[{is", "[{is: 2023-11-20, for: {route: [滇中新区, 园区管委会]}}, {is"),
        ("route", "submission.due"),
    ),
    "a deadline for nobody is left": (
        YUNNAN, DUE, "due: [{is: 2023-11-17, for: {route: [滇中新区, 县级政府, 园区管委会]}}, {is: 2023-11-16}]",
        ("route", "submission.due"),
    ),
    "a body behind a wider one": (
        YUNNAN, BODIES, BODIES.replace("[{is", "[{is: prefecture, for: {route: [滇中新区, 县级政府]}}, {is"),
        ("route", "bodies.recommender.is"),
    ),
    "a quota that no city has": (
        GUANGDONG, "- {max: 2}", "- {max: 4, for: {unit: 全市}}\n            - {max: 2}",
        ("route", "recommendation.quota"),
    ),
    "a deadline of one route after the next stage": (
        YUNNAN, DUE, DUE.replace("2023-11-24", "2023-11-25"), ("window", "prefecture_check.due"),
    ),
    "a deadline of one route counts from what never happens": (
        YUNNAN, DUE, DUE.replace("{is: 2023-11-24", "{is: 3 days after submited"), ("anchor", "submission"),
    ),
    "a deadline of one route before the notice": (
        YUNNAN, DUE, DUE.replace("2023-11-24", "2023-10-24"), ("window", "submission.due.instead.0"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FOUND)
def test_planted_fault_is_found(fault: str, planted: Planted, calendar: Calendar) -> None:
    """Each route is walked by itself."""
    programme, old, new, (rule, where) = FOUND[fault]
    found = check(planted((old, new), programme=programme), calendar)
    assert {(each.rule, each.where) for each in found} == {(rule, where)}


def test_fact_that_refuses_others_has_no_route_for_them(planted: Planted, calendar: Calendar) -> None:
    """With others kept, a case of “其他” would be walked too; it goes the way of the park."""
    kept = planted(("    others: refuse\n", ""), programme=YUNNAN)
    assert check(kept, calendar) == []


def subject(**facts: str) -> Subject:
    return Subject("C-1", "s", 1, facts, {"due": "2019-04-12"})


def day_of(rule: DueRule, case: Subject) -> date:
    return computed(rule, case, datetime(2019, 3, 4, tzinfo=SHANGHAI).date(), Calendar()).day


def test_deadline_of_a_case_is_that_of_its_route() -> None:
    rule = DueRule(
        "r",
        None,
        "accept",
        ask="round",
        setting="due",
        instead=((({"unit": ("全市",)}), _fixed("2019-04-26")),),
    )
    assert day_of(rule, subject(unit="全市")) == date(2019, 4, 26)
    assert day_of(rule, subject(unit="区县")) == date(2019, 4, 12)


@pytest.mark.parametrize(
    ("other", "last"), [("2019-04-26", date(2019, 4, 26)), ("2019-04-01", date(2019, 4, 12))]
)
def test_deadline_of_a_round_is_the_latest_of_all_routes(other: str, last: date) -> None:
    """A round that closed with the first of them would shut the others out."""
    rule = DueRule(
        "round.closes", None, "proceed", ask="round", setting="due", latest=True,
        instead=(({"unit": ("全市",)}, _fixed(other)),),
    )  # fmt: skip
    assert day_of(rule, subject()) == last


def test_deadline_that_was_never_set_is_missed_also_among_others() -> None:
    rule = DueRule(
        "round.closes", None, "proceed", ask="round", setting="never", latest=True,
        instead=(({"unit": ("全市",)}, _fixed("2019-04-26")),),
    )  # fmt: skip
    with pytest.raises(MissingAnchor):
        day_of(rule, subject())


def _fixed(text: str) -> Any:
    found = parse_due(text)
    assert isinstance(found, Fixed)
    return found


def test_body_is_itself_or_another_one_by_case() -> None:
    own = Body.model_validate({"name": "甲", "level": "city"})
    other = Body.model_validate(
        {"name": "乙", "is": [{"is": "a", "for": {"route": "滇中新区"}}, {"is": "b"}]}
    )
    assert (own.in_case(ROUTED), other.in_case(ROUTED), other.in_case({})) == (None, "a", "b")


def test_fact_names_the_first_that_fits() -> None:
    """Whom a party stands under comes before what it is, and that before where it lies."""
    fact = Fact.model_validate(
        {
            "of": "p",
            "under": {"新区": "new_area"},
            "kinds": {"政府": "government"},
            "regions": {"昆明": "5301"},
        }
    )
    assert fact.names == ("新区", "政府", "昆明")
    named = [
        fact.named("530102", "government", {"new_area"}),
        fact.named("530102", "government"),
        fact.named("530102", "committee"),
        fact.named("530302", "committee"),
    ]
    assert named == ["新区", "政府", "昆明", "其他"]
