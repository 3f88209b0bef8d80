"""Panel figures: exact, rounded once, and a ranking with a stated rule for ties."""

from decimal import Decimal
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statemachines.scores import Place, disagree, ranking, statistics

POINTS = st.decimals(0, 100, places=2)
PANELS = st.lists(POINTS, min_size=1, max_size=15)
HUNDREDTH = Decimal("0.01")


def points(*scores: str) -> list[Decimal]:
    return [Decimal(score) for score in scores]


def test_statistics_of_a_panel_of_five_known_by_hand() -> None:
    figures = statistics(points("60", "80", "85", "90", "100"))
    assert (figures.mean, figures.trimmed_mean) == (Decimal(83), Decimal(85))
    assert figures.standard_deviation == Decimal("13.27")  # the root of 176
    assert (figures.spread, figures.n) == (Decimal(40), 5)


def test_statistics_take_the_deviation_of_the_population() -> None:
    """One score has a deviation of 0, two differ by half their distance; the sample's would be none and 1.41."""
    assert statistics(points("80")).standard_deviation == 0
    assert statistics(points("80", "82")).standard_deviation == 1


@pytest.mark.parametrize(
    ("scores", "trimmed"),
    [(("70",), "70"), (("70", "80"), "75"), (("70", "80", "99"), "80"), (("70", "80", "81", "99"), "80.5")],
)
def test_trimmed_mean_drops_one_highest_and_one_lowest_from_three_on(
    scores: tuple[str, ...], trimmed: str
) -> None:
    assert statistics(points(*scores)).trimmed_mean == Decimal(trimmed)


@pytest.mark.parametrize(("second", "mean"), [("80.01", "80.00"), ("80.03", "80.02"), ("80.05", "80.02")])
def test_mean_is_rounded_half_to_even(second: str, mean: str) -> None:
    assert statistics(points("80", second)).mean == Decimal(mean)


def test_deviation_is_rounded_half_to_even() -> None:
    """The deviation of two scores is half their distance, here 0.005 and 0.015."""
    assert statistics(points("80", "80.01")).standard_deviation == Decimal("0.00")
    assert statistics(points("80", "80.03")).standard_deviation == Decimal("0.02")


def test_statistics_of_no_scores_are_refused() -> None:
    with pytest.raises(ValueError, match="without scores"):
        statistics([])


@given(PANELS)
def test_statistics_agree_with_the_standard_library(scores: list[Decimal]) -> None:
    figures = statistics(scores)
    assert float(figures.mean) == pytest.approx(fmean(scores), abs=0.0051)
    assert float(figures.standard_deviation) == pytest.approx(float(pstdev(scores)), abs=0.0051)
    assert min(scores) <= figures.trimmed_mean <= max(scores)
    assert figures.spread == max(scores) - min(scores)


@given(st.permutations(points("60", "60", "75.5", "88.25", "93.1")))
def test_statistics_do_not_depend_on_the_order(scores: list[Decimal]) -> None:
    assert statistics(scores) == statistics(sorted(scores))


def test_experts_disagree_only_beyond_the_limit() -> None:
    """A deviation of exactly 15 is not beyond 15."""
    assert not disagree(points("60", "90"), Decimal(15))
    assert disagree(points("60", "90.01"), Decimal(15))
    assert disagree(points("60", "90.01"), 15.0)


def test_disagreement_is_judged_before_rounding() -> None:
    """The deviation rounds to 15.00 but lies above it."""
    scores = points("60", "90.002")
    assert statistics(scores).standard_deviation == Decimal("15.00")
    assert disagree(scores, Decimal(15))


def test_limit_given_as_a_float_means_what_is_written() -> None:
    assert not disagree(points("80", "80.2"), 0.1)


def test_one_score_never_disagrees() -> None:
    assert not disagree(points("50"), 0)


def test_ranking_puts_the_higher_lowest_score_first_among_equals() -> None:
    scores = {"C-1": Decimal(85), "C-2": Decimal(85), "C-3": Decimal(90)}
    places = ranking(scores, {"C-1": Decimal(70), "C-2": Decimal(80), "C-3": Decimal(60)})
    assert places == (Place("C-3", 1, False), Place("C-2", 2, False), Place("C-1", 3, False))


def test_ranking_shares_a_rank_and_leaves_the_next_free() -> None:
    scores = dict.fromkeys(("C-2", "C-1"), Decimal(85)) | {"C-3": Decimal(80), "C-0": Decimal(90)}
    assert [(each.case, each.rank, each.tied) for each in ranking(scores)] == [
        ("C-0", 1, False),
        ("C-1", 2, True),
        ("C-2", 2, True),
        ("C-3", 4, False),
    ]


@given(st.dictionaries(st.text("0123456789", min_size=1, max_size=3), st.integers(0, 5).map(Decimal)))
def test_ranking_never_places_a_lower_score_above_a_higher(scores: dict[str, Decimal]) -> None:
    places = ranking(scores)
    assert sorted(each.case for each in places) == sorted(scores)
    assert [scores[each.case] for each in places] == sorted(scores.values(), reverse=True)
    for each in places:
        assert each.rank == 1 + sum(other > scores[each.case] for other in scores.values())
