"""Criteria on trees that nobody thought of: answers never contradict, and more is never worse."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from statemachines.criteria import Finding, evaluate, open_questions, satisfied
from statemachines.definition.criteria import Criterion

NAMES = "abcd"
LEAVES = st.sampled_from(NAMES).map(lambda name: {"need": f"{name} >= 5"})


def groups(parts: st.SearchStrategy[Any], soft: bool) -> st.SearchStrategy[Any]:
    """A group of parts; where ``soft``, some of the parts of an ``all`` are soft."""
    several = st.lists(parts, min_size=1, max_size=3)
    softened = st.lists(
        st.tuples(parts, st.booleans()).map(
            lambda pair: {**pair[0], "soft": "原则上"} if pair[1] else pair[0]
        ),
        min_size=1,
        max_size=3,
    )
    return st.one_of(
        (softened if soft else several).map(lambda each: {"all": each}),
        several.map(lambda each: {"any": each}),
        several.flatmap(
            lambda each: st.integers(1, len(each)).map(lambda least: {"at_least": least, "of": each})
        ),
    )


def trees(*, soft: bool = False) -> st.SearchStrategy[Criterion]:
    return st.recursive(LEAVES, lambda parts: groups(parts, soft), max_leaves=8).map(Criterion.model_validate)


FIGURES = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 10).map(Decimal))
COMPLETE = st.fixed_dictionaries({name: st.integers(0, 10).map(Decimal) for name in NAMES})
BETTER = {"failed": 0, "unknown": 1, "met": 2}


def finding(tree: Criterion, values: dict[str, Decimal]) -> Finding:
    return evaluate(tree, values, {}, {}, "c")


@given(trees(), COMPLETE, st.sampled_from(NAMES), st.integers(0, 10))
def test_higher_figure_never_makes_a_minimum_worse(
    tree: Criterion, values: dict[str, Decimal], name: str, more: int
) -> None:
    higher = {**values, name: values[name] + more}
    assert BETTER[finding(tree, higher).result] >= BETTER[finding(tree, values).result]


@given(trees(soft=True), FIGURES, COMPLETE)
def test_decided_result_survives_every_further_figure(
    tree: Criterion, some: dict[str, Decimal], rest: dict[str, Decimal]
) -> None:
    """Unknown means that both answers are still possible; met and failed are final."""
    early, late = finding(tree, some).result, finding(tree, {**rest, **some}).result
    assert early in ("unknown", late)


@given(trees(soft=True), COMPLETE)
def test_complete_figures_leave_no_open_question(tree: Criterion, values: dict[str, Decimal]) -> None:
    result = finding(tree, values)
    assert result.result != "unknown"
    assert open_questions([result]) == ()


@given(trees(soft=True), FIGURES)
def test_unknown_result_always_names_an_open_question(tree: Criterion, some: dict[str, Decimal]) -> None:
    result = finding(tree, some)
    assert result.result != "unknown" or open_questions([result])


@given(trees(soft=True), FIGURES, COMPLETE)
def test_satisfied_case_stays_so_when_more_becomes_known(
    tree: Criterion, some: dict[str, Decimal], rest: dict[str, Decimal]
) -> None:
    """Nothing that could still bar the case was left out of the open questions."""
    if satisfied([finding(tree, some)]):
        late = finding(tree, {**rest, **some})
        assert late.result == "met"


@given(trees(), FIGURES)
def test_paths_are_unique_and_lead_down_from_the_criterion(tree: Criterion, some: dict[str, Decimal]) -> None:
    paths = [leaf.path for leaf in finding(tree, some).leaves()]
    assert len(set(paths)) == len(paths) == len(tree.leaves())
    assert all(path == "c" or path.startswith("c.") for path in paths)
