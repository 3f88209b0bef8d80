"""Whether a case meets its criteria: three-valued, exact, one finding for every node of the tree.

A finding's ``path`` names its node for judgements and overrides: the id of the criterion, then the place among its
parts, counted from 1 in the order of the definition (``innovation.1.2``). A waiver names the criterion as a whole.
A definition is never edited once a case runs under it, so a path names the same node as long as the case lives.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from statemachines.definition.base import chinese
from statemachines.definition.criteria import Comparison, Criterion
from statemachines.definition.parts import Indicator
from statemachines.definition.selector import matches

__all__ = [
    "Finding",
    "Result",
    "evaluate",
    "evaluate_all",
    "hard_failures",
    "open_questions",
    "satisfied",
    "soft_failures",
]

Result = Literal["met", "failed", "unknown", "not_applicable"]
Kind = Literal["need", "judge", "veto", "all", "any", "of"]

_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": lambda left, right: left >= right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    "<": lambda left, right: left < right,
}
_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}
_JUDGED = {"met": "符合 / met", "failed": "不符合 / not met", "unknown": "未核验 / not judged"}
_VETOED = {"met": "未发现 / not found", "failed": "已发现 / found", "unknown": "未核验 / not judged"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one node.

    ``required`` is what the notice asks, with names and units; ``stated`` what the case shows. ``soft`` is the word
    of the notice that softens the node (原则上, X6), empty for a hard one.
    """

    path: str
    kind: Kind
    result: Result
    required: str
    stated: str = ""
    soft: str = ""
    children: tuple[Finding, ...] = ()

    def leaves(self) -> Iterator[Finding]:
        """Every leaf below this node, in the order of the definition; a leaf is its own."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass(frozen=True, slots=True)
class _Case:
    values: Mapping[str, Decimal]
    judged: Mapping[str, bool]
    facts: Mapping[str, str]
    indicators: Mapping[str, Indicator]


def evaluate(
    criterion: Criterion,
    values: Mapping[str, Decimal],
    judged: Mapping[str, bool],
    facts: Mapping[str, str],
    path: str,
    indicators: Mapping[str, Indicator] | None = None,
) -> Finding:
    """Evaluate one criterion for a case.

    ``values`` are the figures in the units of the definition; ``judged`` says by path whether a reviewer found the
    criterion met (for a veto: that the excluding fact was *not* found); ``facts`` are what ``for:`` asks about;
    ``indicators`` give names and units to the texts. What is not there is unknown, never assumed.
    """
    return _evaluate(criterion, _Case(values, judged, facts, indicators or {}), path)


def evaluate_all(
    criteria: Mapping[str, Criterion],
    values: Mapping[str, Decimal],
    judged: Mapping[str, bool],
    facts: Mapping[str, str],
    indicators: Mapping[str, Indicator] | None = None,
) -> tuple[Finding, ...]:
    """Evaluate every criterion of a programme, or those of a stage, in the order of the definition."""
    return tuple(evaluate(each, values, judged, facts, path, indicators) for path, each in criteria.items())


def _evaluate(node: Criterion, case: _Case, path: str) -> Finding:
    if node.children:
        finding = _group(node, case, path)
    elif node.need:
        finding = _need(node.need, case, path)
    else:
        finding = _judgement(node, case, path)
    result: Result = finding.result if matches(node.for_, case.facts) else "not_applicable"
    return Finding(
        path, finding.kind, result, finding.required, finding.stated, node.soft or "", finding.children
    )


def _judgement(node: Criterion, case: _Case, path: str) -> Finding:
    answer = case.judged.get(path)
    result: Result = "unknown" if answer is None else "met" if answer else "failed"
    if node.veto:
        return Finding(path, "veto", result, f"不得有：{node.veto}", _VETOED[result])
    return Finding(path, "judge", result, node.judge or "", _JUDGED[result])


def _need(need: Comparison, case: _Case, path: str) -> Finding:
    left = case.values.get(need.left)
    per = case.values.get(need.per) if need.per else Decimal(1)
    required = _required(need, case.indicators)
    if left is None or per is None:
        return Finding(path, "need", "unknown", required, "未填报 / not stated")
    if not (left.is_finite() and per.is_finite()):
        return Finding(path, "need", "unknown", required, "不是数字 / not a number")
    if per <= 0:
        return Finding(path, "need", "unknown", required, "分母不大于零 / the denominator is not above zero")
    result: Result = "met" if _holds(need, left, per) else "failed"
    return Finding(path, "need", result, required, _stated(need, left, per, case.indicators))


def _holds(need: Comparison, left: Decimal, per: Decimal) -> bool:
    """Compare left / per with the bound, by cross-multiplication, so that nothing is ever rounded."""
    if not need.per and not need.percent:
        return _HOLDS[need.op](left, need.bound)
    bound = Fraction(need.bound) / (100 if need.percent else 1) * Fraction(per)
    return _HOLDS[need.op](Fraction(left), bound)


def _required(need: Comparison, indicators: Mapping[str, Indicator]) -> str:
    ratio = f" / {_name(need.per, indicators)}" if need.per else ""
    unit = "%" if need.percent else f" {_unit(need.left, indicators)}" if not need.per else ""
    return f"{_name(need.left, indicators)}{ratio} {_SIGNS[need.op]} {need.bound}{unit}".rstrip()


def _stated(need: Comparison, left: Decimal, per: Decimal, indicators: Mapping[str, Indicator]) -> str:
    shown = f"{left:f} {_unit(need.left, indicators)}".rstrip()
    if not need.per:
        return shown
    share = Fraction(left) / Fraction(per) * (100 if need.percent else 1)
    about = (
        Decimal(share.numerator * 10_000 // share.denominator) / 10_000
    )  # rounded down: shown, never compared
    mark = "%" if need.percent else ""
    return f"{shown} / {per:f} {_unit(need.per, indicators)}".rstrip() + f" ≈ {about}{mark}"


def _name(indicator: str, indicators: Mapping[str, Indicator]) -> str:
    return chinese(indicators[indicator].name) if indicator in indicators else indicator


def _unit(indicator: str, indicators: Mapping[str, Indicator]) -> str:
    return indicators[indicator].unit if indicator in indicators else ""


def _group(node: Criterion, case: _Case, path: str) -> Finding:
    parts = tuple(
        _evaluate(part, case, f"{path}.{number}") for number, part in enumerate(node.children, start=1)
    )
    if node.all:
        return Finding(path, "all", _every(parts), "全部 / all of", children=parts)
    wanted = node.at_least or 1
    required = "任一 / any of" if node.any else f"至少 {wanted} 项 / at least {wanted} of"
    return Finding(path, "any" if node.any else "of", _enough(parts, wanted), required, children=parts)


def _every(parts: tuple[Finding, ...]) -> Result:
    """All of them; a soft part never decides, for whether it holds or not it does not fail the whole."""
    counted = ["met" if part.soft else part.result for part in parts if part.result != "not_applicable"]
    if not counted:
        return "not_applicable"
    return "failed" if "failed" in counted else "unknown" if "unknown" in counted else "met"


def _enough(parts: tuple[Finding, ...], wanted: int) -> Result:
    """So many of them; among alternatives a soft one counts only when it is met, like any other."""
    counted = [part.result for part in parts if part.result != "not_applicable"]
    if not counted:
        return "not_applicable"
    met, unknown = counted.count("met"), counted.count("unknown")
    return "met" if met >= wanted else "unknown" if met + unknown >= wanted else "failed"


def hard_failures(findings: Iterable[Finding], waived: Collection[str] = ()) -> tuple[Finding, ...]:
    """The criteria that fail and bar the case, neither soft nor waived; a waiver names a whole criterion (A4-2)."""
    return tuple(
        each for each in findings if each.result == "failed" and not each.soft and each.path not in waived
    )


def open_questions(findings: Iterable[Finding], waived: Collection[str] = ()) -> tuple[Finding, ...]:
    """The unknown leaves whose answer may still change something: what has to be stated or judged."""
    return tuple(leaf for each in findings if each.path not in waived for leaf in _open(each))


def _open(node: Finding) -> Iterator[Finding]:
    if not node.children and node.result == "unknown":
        yield node
    if node.result == "unknown":
        yield from (leaf for child in node.children for leaf in _open(child))
    elif node.result == "met":
        # settled as a whole, yet a soft rule within may still turn out to need an override
        yield from (leaf for child in _relied_on(node) for leaf in _open(child))


def _relied_on(node: Finding) -> Iterator[Finding]:
    """The parts a group rests on: every one of ``all``, of alternatives those that are met."""
    return (child for child in node.children if node.kind == "all" or child.result == "met")


def soft_failures(
    findings: Iterable[Finding], overridden: Collection[str] = (), waived: Collection[str] = ()
) -> tuple[Finding, ...]:
    """The soft rules that fail and have not been overridden with a recorded reason (原则上, X6)."""
    return tuple(
        soft
        for each in findings
        if each.path not in waived
        for soft in _soft(each)
        if soft.path not in overridden
    )


def _soft(node: Finding) -> Iterator[Finding]:
    if node.soft and node.result == "failed":
        yield node
    elif node.result != "not_applicable":
        yield from (soft for child in _relied_on(node) for soft in _soft(child))


def satisfied(
    findings: Iterable[Finding], waived: Collection[str] = (), overridden: Collection[str] = ()
) -> bool:
    """Say whether nothing bars the case: no hard failure, no open question, no soft failure without an override."""
    every = tuple(findings)
    return not (
        hard_failures(every, waived)
        or open_questions(every, waived)
        or soft_failures(every, overridden, waived)
    )
