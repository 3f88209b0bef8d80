"""Why a need is not met: which papers, which criteria, what is wrong with a window."""

from collections.abc import Callable, Iterator, Mapping

from casework.facts import papers, publicity
from casework.facts.asking import Asking
from statemachines.criteria import Finding, hard_failures, open_questions, soft_failures
from statemachines.refusals import NeedsUnmet
from statemachines.stages.review import Review

__all__ = ["explained", "unmet_criteria"]


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


def unmet_criteria(asking: Asking, stage: str) -> Iterator[str]:
    """The conditions of a stage that are not met, for who is to mend them; none where the stage checks none."""
    here = asking.stage(stage)
    if isinstance(here, Review) and here.checks is not None:
        found, waived, _ = papers.findings_of(asking, stage)
        leaves = (leaf for each in hard_failures(found, waived) for leaf in each.leaves())
        yield from (f"{leaf.required}{_stated(leaf)}" for leaf in leaves if leaf.result == "failed")


def _said(finding: Finding, verdict: str) -> str:
    return f"{finding.path} {finding.required}{_stated(finding)} {verdict}"


def _stated(finding: Finding) -> str:
    return f"（{finding.stated}）" if finding.kind == "need" and finding.stated else ""


def _window(asking: Asking, _: str) -> Iterator[str]:
    verdict = publicity.window_verdict(asking)
    yield from verdict.errors if verdict else ()


_DETAILS: Mapping[str, Callable[[Asking, str], Iterator[str]]] = {
    "materials_complete": _papers,
    "criteria_met": _criteria,
    "window_allowed": _window,
}
