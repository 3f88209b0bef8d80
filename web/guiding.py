"""The guided form on pages: where its steps stand, what they ask, what was filled in, and what is handed in of it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from casework.handed_in.tables import Compared
from casework.record.chain import digest
from casework.views.forms.form_lines import Line
from casework.views.forms.guide import ELSEWHERE, Guide, GuideStep
from casework.views.materials import FileLine
from models.types import canonical_json
from statemachines.payload import exact
from statemachines.typed import typed_number
from web.forms import Form
from web.payloads import payload_of

__all__ = [
    "faults_of",
    "fields_sent",
    "figures_kept",
    "figures_read",
    "handed_in",
    "known_of",
    "seal_of",
    "step_href",
]


def step_href(guide: Guide, step: GuideStep) -> str:
    """Where a step of the form stands."""
    if step.id == ELSEWHERE:
        return f"/cases/{guide.case_no}/tables"
    return f"/apply/{guide.case_no}/{guide.action}/{step.id}"


def fields_sent(step: GuideStep, form: Form) -> Form:
    """What was sent of the fields of a step; what was left empty is left out."""
    names = tuple(each.name for each in step.fields)
    mine = Form()
    for name, values in form.items():
        if name in names or name.startswith(tuple(f"{each}." for each in names)):
            given = [value for value in values if value]
            mine |= {name: given} if given else {}
    return mine


def known_of(guide: Guide, counted: Sequence[Compared] = ()) -> Form:
    """Everything filled in so far; a figure stated before and not touched since is as it was stated.

    What was ``counted`` from tables stands for what nobody has stated yet.
    """
    kept = guide.answers()
    known = Form({name: list(values) for name, values in kept.items()})
    figures = guide.form.get("indicators")
    if figures and "figures" not in guide.kept:
        for line in figures.lines:
            known |= {f"indicators.{line.id}": [line.value]} if line.value else {}
        given = {each.figure.indicator: each.value_text for each in counted if not each.figure.part}
        names = {line.id for line in figures.lines if not line.value}
        known |= {f"indicators.{id}": [value] for id, value in given.items() if id in names}
        for line in figures.lines:
            known |= {f"indicators.{line.id}.planned": ["true"]} if line.value and line.planned else {}
    return known


def faults_of(step: GuideStep, sent: Form) -> dict[str, str]:
    """What is wrong with what was typed, by the name of the input: a figure that is no number, or below nothing."""
    figures = next((each for each in step.fields if each.name == "indicators"), None)
    found = ((f"indicators.{line.id}", line) for line in (figures.lines if figures else ()))
    told = ((name, _fault(line, sent.one(name))) for name, line in found)
    return {name: fault for name, fault in told if fault}


def figures_read(step: GuideStep, sent: Form) -> dict[str, str]:
    """How each figure is read, in the unit that is asked for; those that are no numbers are left out."""
    figures = next((each for each in step.fields if each.name == "indicators"), None)
    wrong = faults_of(step, sent)
    return {
        line.id: typed_number(typed, line.remark)
        for line in (figures.lines if figures else ())
        if (typed := sent.one(f"indicators.{line.id}")) and f"indicators.{line.id}" not in wrong
    }


def figures_kept(guide: Guide | None) -> dict[str, Decimal]:
    """The figures of a draft that are numbers, in the units that are asked for; none without a form."""
    step = next((each for each in guide.steps if each.id == "figures"), None) if guide else None
    if guide is None or step is None:
        return {}
    return {id: exact(text) for id, text in figures_read(step, known_of(guide)).items()}


def _fault(line: Line, text: str) -> str:
    if not text:
        return ""
    unit = f"（{line.remark}）" if line.remark else ""
    try:
        number = exact(typed_number(text, line.remark))
    except ValueError:
        return f"请填写数字{unit}，如 1200 或 1.2亿元 / write a number, such as 1200 or 1.2亿元"
    return "" if number >= 0 else "不能小于零 / not below zero"


def handed_in(guide: Guide) -> dict[str, Any]:
    """The payload of the action: everything filled in, of the figures those that are new or differ from before."""
    given = payload_of(guide.form, known_of(guide))
    figures = guide.form.get("indicators")
    if figures and "indicators" in given:
        before = {line.id: line for line in figures.lines}
        changed = [each for each in given["indicators"] if _differs(before[each["indicator"]], each)]
        given["indicators"] = changed
    return {name: value for name, value in given.items() if value != []}


def _differs(before: Line, now: Mapping[str, Any]) -> bool:
    return before.value != str(now["value"]) or bool(before.planned) != bool(now.get("planned"))


def seal_of(payload: Mapping[str, Any], files: Mapping[str, Sequence[FileLine]]) -> str:
    """A digest of what a page shows, so that nothing else is handed in from it."""
    return digest(
        canonical_json([payload, {paper: [each.no for each in sent] for paper, sent in files.items()}])
    )
