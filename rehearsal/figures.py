"""Figures of an application, invented around the thresholds of the programme: enough, or just short of one."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from random import Random

from statemachines.definition.criteria import Comparison, Criterion
from statemachines.definition.programme import REWARD, Programme
from statemachines.definition.stage import Stage

__all__ = ["Figures", "choices_of", "invent", "needs_of"]

Figures = dict[str, Decimal]
_COUNTED = ("家", "项", "个", "人", "件")


def needs_of(criteria: Mapping[str, Criterion], *, soft: bool) -> list[tuple[str, Comparison]]:
    """The thresholds that bar a case by themselves (or, ``soft``, only warn), with the id of their criterion.

    Alternatives are left out: one of them failing bars nobody.
    """
    return [
        (key, need)
        for key, each in criteria.items()
        for need, is_soft in _barring(each, False)
        if is_soft is soft
    ]


def _barring(node: Criterion, soft: bool) -> Iterator[tuple[Comparison, bool]]:
    soft = soft or node.soft is not None
    if node.need is not None:
        yield node.need, soft
    for child in node.all or ():
        yield from _barring(child, soft)


def invent(
    programme: Programme[Stage],
    rng: Random,
    failing: Comparison | Criterion | None = None,
    criteria: Mapping[str, Criterion] | None = None,
) -> Figures:
    """Invent figures: all thresholds are met, save ``failing``; of all criteria, or of those that apply to a case.

    Of a choice (at least so many of these) as many are taken as are asked for, or more; one less where it fails.

    A claim of a reward states only what that reward asks for, any other case every indicator.
    """
    figures: Figures = {}
    chosen = (criteria or programme.criteria).values()
    taken, left = _choices(rng, choices_of(criteria or programme.criteria), failing)
    every = [leaf.need for each in chosen for leaf in each.leaves() if leaf.need]
    for need in sorted(every, key=lambda need: need.per is not None):
        if need in taken or need in left:
            figures[need.left] = need.bound if need in taken else Decimal(0)
        else:
            _meet(figures, need, _factor(rng, need, fails=need == failing), programme)
    for name in () if REWARD in programme.facts else programme.indicators:
        figures.setdefault(name, Decimal(rng.randrange(1, 100)))
    return figures


def choices_of(criteria: Mapping[str, Criterion]) -> list[Criterion]:
    """The criteria that ask for so many of several figures, whichever they are."""
    return [group for each in criteria.values() for group in _groups(each)]


def _groups(node: Criterion) -> Iterator[Criterion]:
    if node.at_least is not None and all(child.need for child in node.children):
        yield node
    for child in node.children:
        yield from _groups(child)


def _choices(
    rng: Random, groups: list[Criterion], failing: Comparison | Criterion | None
) -> tuple[list[Comparison], list[Comparison]]:
    """What is chosen of every group, and what is not."""
    taken: list[Comparison] = []
    left: list[Comparison] = []
    for group in groups:
        parts, least = [child.need for child in group.children if child.need], group.at_least or 1
        number = least - 1 if group == failing else rng.randint(least, len(parts))
        kept = set(rng.sample(range(len(parts)), number))
        for at, part in enumerate(parts):
            (taken if at in kept else left).append(part)
    return taken, left


def _factor(rng: Random, need: Comparison, *, fails: bool) -> Decimal:
    """What the bound is multiplied with: above one where more is asked for, below where less is."""
    more = need.op in (">=", ">")
    beyond = Decimal(rng.randrange(103, 190)) / 100
    short = Decimal(rng.randrange(55, 97)) / 100
    return (short if fails else beyond) if more else (beyond if fails else short)


def _meet(figures: Figures, need: Comparison, factor: Decimal, programme: Programme[Stage]) -> None:
    wanted = need.bound * factor
    if need.per is None:
        figures[need.left] = _rounded(programme, need.left, wanted, up=factor >= 1)
        return
    share = min(wanted / (100 if need.percent else 1), Decimal("0.98") if need.percent else wanted)
    if need.left in figures and need.per not in figures:
        figures[need.per] = _rounded(programme, need.per, figures[need.left] / share, up=factor < 1)
        return
    per = figures.setdefault(need.per, Decimal(100_000))
    figures[need.left] = _rounded(programme, need.left, per * share, up=factor >= 1)


def _rounded(programme: Programme[Stage], indicator: str, value: Decimal, *, up: bool) -> Decimal:
    step = Decimal(1) if programme.indicators[indicator].unit in _COUNTED or value > 1000 else Decimal("0.1")
    return value.quantize(step, ROUND_CEILING if up else ROUND_FLOOR)
