"""Money in fen: read as printed, never rounded up, and every sum adds up."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statemachines.money import capped, in_fen, in_words, of_yuan, part_of, per_piece, split, still_due

FEN = st.integers(0, 10**15)
PERCENTS = st.lists(st.integers(0, 100), min_size=1, max_size=5).map(lambda cuts: sorted({0, 100, *cuts}))


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1000元", 100_000), ("200万元", 200_000_000), ("1.5亿元", 15_000_000_000), ("0.01元", 1),
        ("0.000001万元", 1), ("10 万元", 10_000_000),
    ],
)  # fmt: skip
def test_amount_is_read_as_printed(text: str, fen: int) -> None:
    assert in_fen(text) == fen


@pytest.mark.parametrize("text", ["200", "万元", "0.001元", "-1元", "1e3元", "200万", "２００元", "1,000元"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    """Also what would be a part of a fen."""
    with pytest.raises(ValueError, match=r"amount of money|whole number of fen"):
        in_fen(text)


@pytest.mark.parametrize("yuan", ["0.001", "-1", "NaN", "Infinity"])
def test_yuan_that_are_no_amount_are_refused(yuan: str) -> None:
    with pytest.raises(ValueError, match=r"amount of money|whole number of fen"):
        of_yuan(Decimal(yuan))


@given(FEN)
def test_words_of_an_amount_read_back(fen: int) -> None:
    if fen < 10**11:  # longer amounts are not written with nine digits
        assert in_fen(in_words(fen)) == fen
    assert of_yuan(Decimal(fen) / 100) == fen


@given(FEN, PERCENTS, st.data())
def test_shares_add_up_to_the_amount(amount: int, cuts: list[int], data: st.DataObject) -> None:
    """Whatever the percentages; each is its part, rounded down, and one gets the rest."""
    percents = [after - before for before, after in pairwise(cuts)]
    rest_to = data.draw(st.integers(0, len(percents) - 1))
    shares = split(amount, percents, rest_to)
    assert sum(shares) == amount
    for place, (share, percent) in enumerate(zip(shares, percents, strict=True)):
        exact = Fraction(amount) * percent / 100
        assert share >= exact - 1 if place != rest_to else share >= exact
        assert share <= exact or place == rest_to


@given(FEN)
def test_odd_fen_goes_to_the_city(amount: int) -> None:
    """A2-3: halves, the first of them one fen more where it does not divide."""
    city, county = split(amount, (50, 50), 0)
    assert (city + county, city - county) == (amount, amount % 2)


@pytest.mark.parametrize("percents", [(50, 49), (60, 50), (150, -50), ()])
def test_shares_that_make_no_whole_are_refused(percents: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="100 %"):
        split(100, percents, 0)


@given(FEN, st.none() | FEN)
def test_capped_is_never_above_the_cap(amount: int, most: int | None) -> None:
    result = capped(amount, most)
    assert result <= amount
    assert most is None or result <= most
    assert result in (amount, most)


@given(st.decimals(0, 10**9, places=4), st.decimals(0, 100, places=2))
def test_percentage_is_never_above_its_part(value: Decimal, percent: Decimal) -> None:
    """A2-5: rounded down to the fen, by less than a fen."""
    exact = Fraction(value) * Fraction(percent)
    assert 0 <= exact - part_of(value, percent) < 1


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_whole_pieces_are_paid_exactly(each: int, pieces: int) -> None:
    assert per_piece(each, Decimal(pieces)) == each * pieces


ENTITLED = st.lists(st.integers(1, 10**9), min_size=1, max_size=6)


@given(ENTITLED, st.integers(0, 10**9), st.booleans())
def test_project_ends_with_the_higher_of_the_policy_and_the_others(
    entitled: list[int], elsewhere: int, stacking: bool
) -> None:
    """P2.7, A2-4: claim after claim, whatever their order; never more than the higher, never less."""
    granted = 0
    for number in range(1, len(entitled) + 1):
        granted += still_due(entitled[:number], granted, elsewhere, stacking=stacking)
    own = sum(entitled) if stacking else max(entitled)
    assert granted + elsewhere == max(own, elsewhere)


@given(ENTITLED, st.lists(st.integers(0, 10**9), min_size=6, max_size=6), st.booleans())
def test_support_from_elsewhere_that_grows_is_never_paid_twice(
    entitled: list[int], told: list[int], stacking: bool
) -> None:
    """What is granted is never below zero, and no single grant is above its own right."""
    granted = 0
    for number in range(1, len(entitled) + 1):
        due = still_due(entitled[:number], granted, max(told[:number]), stacking=stacking)
        assert 0 <= due <= entitled[number - 1]
        granted += due
