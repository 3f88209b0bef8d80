"""Why a need is not met: which papers, which criteria, what is wrong with a window."""

from collections.abc import Callable, Iterator, Mapping

from casework.facts import papers, publicity
from casework.facts.asking import Asking
from statemachines.criteria import Finding, hard_failures, open_questions, soft_failures
from statemachines.refusals import NeedsUnmet

__all__ = ["explained"]


def explained(asking: Asking, refused: NeedsUnmet) -> NeedsUnmet:
    """The same refusal, saying of each unmet need what exactly is missing, as far as that is known here."""
    return refused.because(lambda fact: "; ".join(_details(asking, fact)))


def _details(asking: Asking, fact: str) -> Iterator[str]:
    name, _, argument = fact.partition(":")
    if name in _DETAILS:
        yield from _DETAILS[name](asking, argument)


def _papers(asking: Asking, stage: str) -> Iterator[str]:
    declared = asking.loaded.programme.materials
    yield from (f"{key} {declared[key].name}" for key in papers.missing_materials(asking, stage))


def _criteria(asking: Asking, stage: str) -> Iterator[str]:
    found, waived, overridden = papers.findings_of(asking, stage)
    yield from (_said(each, "不符合 / fails") for each in hard_failures(found, waived))
    yield from (_said(each, "未核验 / not judged") for each in open_questions(found, waived))
    yield from (
        _said(each, "须说明理由 / needs a recorded reason")
        for each in soft_failures(found, overridden, waived)
    )


def _said(finding: Finding, verdict: str) -> str:
    stated = f"（{finding.stated}）" if finding.kind == "need" and finding.stated else ""
    return f"{finding.path} {finding.required}{stated} {verdict}"


def _window(asking: Asking, _: str) -> Iterator[str]:
    verdict = publicity.window_verdict(asking)
    yield from verdict.errors if verdict else ()


_DETAILS: Mapping[str, Callable[[Asking, str], Iterator[str]]] = {
    "materials_complete": _papers,
    "criteria_met": _criteria,
    "window_allowed": _window,
}
