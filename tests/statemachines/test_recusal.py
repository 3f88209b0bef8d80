"""Recusal: own organisation, same jurisdiction, declared ties, ties that ended lately."""

from datetime import date

import pytest

from statemachines.recusal import CaseParties, ExpertTies, Level, Member, Tie, recusal

TODAY = date(2025, 7, 1)
OPERATOR = Member("91370100000000001X", frozenset({"91370000000000009X"}), "370102")


def reason(expert: ExpertTies, parties: tuple[Member, ...] = (OPERATOR,), level: Level = "province") -> str:
    return recusal(expert, CaseParties(parties, level), TODAY, 3) or ""


def at(code: str, region: str = "370200", parents: frozenset[str] = frozenset()) -> ExpertTies:
    return ExpertTies(Member(code, parents, region))


def tied(kind: str, until: date | None, organisation: str = OPERATOR.code) -> ExpertTies:
    return ExpertTies(Member("E", region="370200"), (Tie(organisation, kind, until),))  # type: ignore[arg-type]


def test_expert_without_any_tie_is_not_recused() -> None:
    assert recusal(at("E"), CaseParties((OPERATOR,), "province"), TODAY, 3) is None


def test_expert_of_a_party_is_recused() -> None:
    assert "works at a party" in reason(at(OPERATOR.code))


def test_expert_of_any_further_party_is_recused() -> None:
    partner = Member("JOINT", region="370600")
    assert "works at a party" in reason(at("JOINT"), (OPERATOR, partner))


@pytest.mark.parametrize(
    "expert", [at("91370000000000009X"), at("CHILD", parents=frozenset({OPERATOR.code}))]
)
def test_expert_directly_above_or_below_a_party_is_recused(expert: ExpertTies) -> None:
    assert "above or below" in reason(expert)


def test_expert_of_a_sister_organisation_is_not_recused_for_that() -> None:
    assert reason(at("SISTER", parents=frozenset({"91370000000000009X"}))) == ""


@pytest.mark.parametrize(
    ("level", "expert", "party", "same"),
    [
        ("province", "370102", "370181", True),  # both in the prefecture of Jinan
        ("province", "370100", "370102", True),  # a body of the whole prefecture covers its districts
        ("province", "370202", "370102", False),
        ("province", "370000", "370102", False),  # a provincial university stands for no prefecture
        ("province", "370102", "370000", False),
        ("province", "310104", "310115", False),  # in a municipality districts are compared
        ("province", "310104", "310104", True),
        ("province", "429004", "429005", False),  # counties run by the province have no prefecture in common
        ("province", "429004", "429004", True),
        ("city", "520102", "520103", False),
        ("city", "520102", "520102", True),
        ("city", "520100", "520102", False),  # a body of the deciding city stands for no district
        ("national", "370102", "370202", True),
        ("national", "370102", "520102", False),
        ("county", "520102", "520102", False),  # below a county nothing is compared
        ("province", "", "", False),
    ],
)
def test_same_jurisdiction_is_one_level_below_the_deciding_body(
    level: Level, expert: str, party: str, same: bool
) -> None:
    found = reason(at("E", expert), (Member("P", region=party),), level)
    assert ("jurisdiction" in found) == same


@pytest.mark.parametrize("kind", ["declared", "kinship", "employment"])
@pytest.mark.parametrize("until", [None, TODAY])
def test_tie_that_lasts_recuses(kind: str, until: date | None) -> None:
    assert "declared tie" in reason(tied(kind, until))


def test_tie_to_the_parent_of_a_party_recuses() -> None:
    assert "declared tie" in reason(tied("declared", None, "91370000000000009X"))


def test_tie_to_another_organisation_does_not_recuse() -> None:
    assert reason(tied("declared", None, "ELSEWHERE")) == ""


@pytest.mark.parametrize(
    ("ended", "recused"), [(date(2022, 7, 1), True), (date(2022, 6, 30), False), (date(2025, 6, 30), True)]
)
def test_ended_tie_recuses_until_the_corresponding_day(ended: date, recused: bool) -> None:
    """The third anniversary still counts (Civil Code 202)."""
    assert ("ended within 3 years" in reason(tied("employment", ended))) == recused


@pytest.mark.parametrize(("today", "recused"), [(date(2027, 2, 28), True), (date(2027, 3, 1), False)])
def test_tie_that_ended_on_a_leap_day_ends_with_february(today: date, recused: bool) -> None:
    expert = tied("employment", date(2024, 2, 29))
    assert (recusal(expert, CaseParties((OPERATOR,), "province"), today, 3) is not None) == recused
