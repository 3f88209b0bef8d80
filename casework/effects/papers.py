"""Papers, figures and findings, written down; what is wrong with them is said before anything is kept."""

from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, func, select

from calendars import day_of
from casework.handed_in.handing_in import FILE
from casework.handed_in.upload_rows import bind, upload_of
from casework.refused import BadInput, Conflict
from casework.rights.mandates import provider_of
from casework.steps import Writing
from casework.storage.prepared import Prepared, inserting
from models.tables import contribution, finding, indicator_value, material
from statemachines.criteria import evaluate_all
from statemachines.definition.faults import nearest
from statemachines.definition.parts import Material
from statemachines.effects import Effect
from statemachines.payload import exact

__all__ = [
    "record_attestation",
    "record_findings",
    "record_indicators",
    "record_materials",
    "record_override",
    "record_waiver",
]


_NEW_PAPER, _NEW_FIGURE, _NEW_FINDING, _NEW_CONTRIBUTION = map(
    inserting, (material, indicator_value, finding, contribution)
)


def _last(*columns: Any) -> Prepared:
    """The last revision of each thing of a case that these columns tell apart."""
    table = columns[0].table
    newest = select(*columns, func.max(table.c.revision)).where(table.c.case_no == bindparam("case_no"))
    return Prepared(newest.group_by(*columns))


_PAPERS, _FIGURES = _last(material.c.material), _last(indicator_value.c.indicator)
_FOUND = _last(finding.c.stage, finding.c.criterion, finding.c.kind)
_ATTESTED = Prepared(
    select(func.count()).where(
        contribution.c.case_no == bindparam("case_no"),
        contribution.c.stage == bindparam("stage"),
        contribution.c.kind == "attestation",
    )
)


def _stage(writing: Writing) -> str:
    """The stage in which the action was taken."""
    procedure = writing.step.loaded.procedures[writing.case["procedure"]]
    return procedure.states[writing.step.decision.entry.source].stage


def record_materials(writing: Writing, effect: Effect) -> None:
    """Record the papers handed in with the action: metadata and digests only; several files may make one paper.

    Raises Conflict where a file was withdrawn just now.
    """
    given = writing.payload.get("materials") or ()
    if not given:
        return
    revisions = _revisions(writing, _PAPERS)
    files = {
        each["material"]: each for each in reversed(given) if FILE in each
    }  # the first file of each paper
    others = [each for each in given if FILE not in each]
    rows = [_paper(writing, each, revisions) for each in (*others, *files.values())]
    _NEW_PAPER.run_many(writing.connection, rows)
    for each in given:
        if FILE in each and not bind(writing.connection, each[FILE], revisions[each["material"]]):
            raise Conflict(writing.step.key, writing.step.decision.subject.version)


def _paper(writing: Writing, given: dict[str, Any], revisions: dict[str, int]) -> dict[str, Any]:
    known = writing.step.loaded.programme.materials
    name = str(given.get("material"))
    paper = known.get(name) or known.get(name.partition(".")[0])
    if paper is None:
        raise BadInput(f"'{name}' is no paper of this programme{nearest(name, known)}")
    _check_paper(name, paper, given)
    revisions[name] = revisions.get(name, 0) + 1
    handed_in_by = provider_of(
        writing.connection,
        writing.step.loaded.programme,
        paper.from_,
        writing.case,
        writing.actor,
        day_of(writing.now),
    )
    return {
        "case_no": writing.case["no"], "material": name, "revision": revisions[name], "stage": _stage(writing),
        "from_code": handed_in_by or writing.case["applicant_code"], "form": given.get("form") or _form(paper),
        "channel": paper.channel, "copies": given.get("copies", paper.copies or 1),
        "file_name": _file_name(writing, given), "file_digest": given.get("file_digest", ""),
        "file_size": given.get("file_size"), "received_at": writing.now,
    }  # fmt: skip


def _file_name(writing: Writing, given: dict[str, Any]) -> str:
    return upload_of(writing.connection, given[FILE]).name if FILE in given else given.get("file_name", "")


def _form(paper: Material) -> str:
    return paper.form[0] if paper.form else "paper" if paper.copies else "electronic"


def _check_paper(name: str, paper: Material, given: dict[str, Any]) -> None:
    """What the notice says of a paper: confidential ones are never uploaded, forms and copies are as printed."""
    if paper.channel == "confidential" and (given.get("file_name") or given.get("file_digest")):
        raise BadInput(
            f"'{name}' 走机要渠道，不得上传 / goes by the confidential channel, never uploaded: {paper.instruction}"
        )
    if given.get("form") and paper.form and given["form"] not in paper.form:
        raise BadInput(
            f"'{name}' is handed in as {given['form']}; the notice asks for {', '.join(paper.form)}"
        )
    for key in ("copies", "file_size"):
        number = given.get(key, 0)
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            raise BadInput(f"'{name}': '{key}' is {number!r}; write a whole number")
    for key in ("form", "file_name", "file_digest"):
        if not isinstance(given.get(key, ""), str):
            raise BadInput(f"'{name}': '{key}' is {given[key]!r}; write a text")
    if paper.copies and given.get("copies", paper.copies) < paper.copies:
        raise BadInput(f"'{name}': {given['copies']} copies; the notice asks for {paper.copies}")


def record_indicators(writing: Writing, effect: Effect) -> None:
    """Record the figures stated with the action."""
    given = writing.payload.get("indicators") or ()
    if not given:
        return
    revisions = _revisions(writing, _FIGURES)
    _NEW_FIGURE.run_many(writing.connection, [_figure(writing, each, revisions) for each in given])


def _figure(writing: Writing, given: dict[str, Any], revisions: dict[str, int]) -> dict[str, Any]:
    known = writing.step.loaded.programme.indicators
    name = str(given.get("indicator"))
    if name not in known:
        raise BadInput(f"'{name}' is no indicator of this programme{nearest(name, known)}")
    if given.get("unit") not in (None, known[name].unit):
        raise BadInput(f"'{name}' is stated in {given['unit']}; the definition asks for {known[name].unit}")
    if given.get("planned") and not known[name].planned:
        raise BadInput(f"'{name}' cannot be stated as a plan; give the actual figure")
    revisions[name] = revisions.get(name, 0) + 1
    return {
        "case_no": writing.case["no"], "indicator": name, "period": str(given.get("period", "")),
        "revision": revisions[name], "planned": bool(given.get("planned")), "value": _number(name, given.get("value")),
        "unit": known[name].unit, "stage": _stage(writing), "stated_at": writing.now,
    }  # fmt: skip


def _number(name: str, raw: Any) -> Decimal:
    try:
        value = exact(raw)
    except ValueError as error:
        raise BadInput(f"'{name}' is {raw!r}; {error}") from None
    if value < 0:
        raise BadInput(f"'{name}' is {raw}; write a number that is not negative")
    return value


def _revisions(writing: Writing, last: Prepared) -> dict[str, int]:
    return {row[0]: row[1] for row in last.rows(writing.connection, case_no=writing.case["no"])}


def record_findings(writing: Writing, effect: Effect) -> None:
    """Record a reviewer's judgement of criteria that need one; vetoes are kept apart from the others."""
    leaves = writing.step.loaded.leaves
    rows: list[dict[str, Any]] = []
    for each in writing.payload["findings"]:
        path = str(each.get("criterion"))
        if leaves.get(path) not in ("judge", "veto"):
            open_ones = [name for name, kind in leaves.items() if kind in ("judge", "veto")]
            raise BadInput(f"'{path}' is not decided by judgement{nearest(path, open_ones)}")
        if not isinstance(each.get("met"), bool):
            raise BadInput(f"'{path}': 'met' must be true or false")
        if any(row["criterion"] == path for row in rows):
            raise BadInput(f"'{path}' is judged twice in one go; judge each criterion once")
        rows.append(_finding(writing, path, "veto" if leaves[path] == "veto" else "judged", met=each["met"]))
    _write_findings(writing, rows)


def record_override(writing: Writing, effect: Effect) -> None:
    """Record that a soft rule (原则上) is set aside with a reason (X6)."""
    path, soft = writing.payload["criterion"], _soft_rules(writing)
    if path not in soft:
        raise BadInput(
            f"'{path}' is no soft rule{nearest(path, soft)}; there are: {', '.join(soft) or 'none'}"
        )
    _write_findings(writing, [_finding(writing, writing.payload["criterion"], "override", met=True)])


def _soft_rules(writing: Writing) -> list[str]:
    found = [*evaluate_all(writing.step.loaded.programme.criteria, {}, {}, {})]
    for each in found:  # grows while it is walked: every node of the trees
        found.extend(each.children)
    return [each.path for each in found if each.soft]


def record_waiver(writing: Writing, effect: Effect) -> None:
    """Record a waiver, or that a lower level asks for one (A4-2)."""
    kind = "waiver_requested" if effect.settings["requested"] else "waiver"
    _write_findings(writing, [_finding(writing, writing.payload["criterion"], kind, met=True)])


def _finding(writing: Writing, path: str, kind: str, *, met: bool) -> dict[str, Any]:
    return {
        "case_no": writing.case["no"], "stage": _stage(writing), "criterion": path, "kind": kind, "met": met,
        "by_person": writing.actor, "at": writing.now, "seq": writing.seq,
    }  # fmt: skip


def _write_findings(writing: Writing, rows: list[dict[str, Any]]) -> None:
    known = _FOUND.rows(writing.connection, case_no=writing.case["no"])
    last = {tuple(row[:3]): row[3] for row in known}
    _NEW_FINDING.run_many(
        writing.connection,
        [{**row, "revision": last.get((row["stage"], row["criterion"], row["kind"]), 0) + 1} for row in rows],
    )


def record_attestation(writing: Writing, effect: Effect) -> None:
    """Record what a body answers for: truthfulness, compliance, … (X5)."""
    stage = _stage(writing)
    visit = _ATTESTED.value(writing.connection, case_no=writing.case["no"], stage=stage) + 1
    _NEW_CONTRIBUTION.run(
        writing.connection, case_no=writing.case["no"], stage=stage, visit=visit, kind="attestation",
        contributor=writing.actor, at=writing.now, payload={"attests": effect.settings["attests"]},
    )  # fmt: skip
