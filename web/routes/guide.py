"""申报向导: the guided form, made from what the action of a case declares; kept step by step, handed in once."""

from collections.abc import Collection, Mapping, Sequence
from secrets import token_hex
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from casework.acting import act
from casework.asked import Asked
from casework.handed_in.answers import AnswersChanged, Kept, forget_answers, keep_answers
from casework.handed_in.tables import Compared, TableState, asked_tables, computed_figures
from casework.refused import BadInput
from casework.views.case import CaseDetail, case_detail
from casework.views.forms.basis import basis_of
from casework.views.forms.checking import Checked, check
from casework.views.forms.guide import Guide, GuideStep, guide_of
from casework.views.forms.requests import was_done
from casework.views.materials import FileLine, papers_of
from errors import ShenbaoError
from statemachines.refusals import NeedsUnmet
from web.filters import Word
from web.forms import Form, Given
from web.guiding import faults_of, fields_sent, figures_read, handed_in, known_of, seal_of, step_href
from web.house import House, InHouse
from web.pages import page
from web.payloads import payload_of
from web.routes.acting import REFUSED
from web.routes.own import own
from web.seeing import require_sight
from web.signed_in import Signed, Who

__all__ = ["router"]

router = APIRouter(prefix="/apply/{number}/{action}")
Number = Annotated[str, Path(max_length=100)]
Action = Annotated[str, Path(max_length=60)]
StepId = Annotated[str, Path(max_length=20)]


@router.get("/{step}")
def guide_page(
    request: Request,
    house: InHouse,
    who: Signed,
    number: Number,
    action: Action,
    step: StepId,
    kept: Word = "",
) -> Response:
    """A step of the form, with what was filled in so far."""
    guide = _guide(house, who, number, action)
    if guide is None:
        return RedirectResponse(f"/apply/{number}?gone=yes", 303)
    here = guide.step(step)
    if here.id == "review":
        return _review(request, house, who, guide)
    sent = known_of(guide, _counted(house, who, guide) if here.id == "figures" else ())
    return _step(request, house, who, guide, here, sent, notice="kept" if kept else "")


@router.post("/check")
def check_figures(
    request: Request, house: InHouse, who: Signed, form: Given, number: Number, action: Action
) -> Response:
    """The criteria with the figures as they stand on the page: a part of it, for the script that asks meanwhile."""
    guide = _guide(house, who, number, action)
    checked = _checked(house, who, guide, form) if guide else None
    return page(request, "check.html", {"checked": checked})


@router.post("/review")
def hand_in(
    request: Request, house: InHouse, who: Signed, form: Given, number: Number, action: Action
) -> Response:
    """Hand in what the page showed, once."""
    subject, key = f"case:{number}", form.one("key") or token_hex(16)
    require_sight(house.service, own(who), subject)
    there = RedirectResponse(f"/apply/{number}?did={action}", 303)
    if was_done(house.service, key, subject):
        return there  # sent twice
    guide = _guide(house, who, number, action)
    if guide is None:
        return RedirectResponse(f"/apply/{number}?gone=yes", 303)
    given = handed_in(guide)
    if form.one("seal") != seal_of(given, _files(house, who, guide)):
        return _review(request, house, who, guide, key, changed=True)
    try:
        act(house.service, subject, Asked(action, who.no, house.clock(), given), key=key)
    except REFUSED as refused:
        return _review(request, house, who, guide, key, refused)
    forget_answers(house.service, number)
    return there


@router.post("/{step}")
def keep_step(
    request: Request, house: InHouse, who: Signed, form: Given, number: Number, action: Action, step: StepId
) -> Response:
    """Keep a step, and go on to the next one, or stay; what is wrong is told beside its field, and kept too."""
    guide = _guide(house, who, number, action)
    if guide is None:
        return RedirectResponse(f"/apply/{number}?gone=unkept", 303)
    here, sent = guide.step(step), Form()
    if here.fields:
        sent, seen = fields_sent(here, form), form.one("version")
        try:
            keep_answers(
                house.service, number, action, here.id, sent, seen=int(seen) if seen.isdecimal() else 0, by=who.no,
                now=house.clock(), since=guide.since,
            )  # fmt: skip
        except AnswersChanged as changed:
            return _step(
                request, house, who, guide, here, sent, theirs=changed.kept, notice="changed", status=409
            )
        except BadInput as refused:
            return _step(request, house, who, guide, here, sent, notice=str(refused), status=422)
    wrong = faults_of(here, sent)
    if wrong:
        guide = _guide(house, who, number, action) or guide
        return _step(request, house, who, guide, here, sent, wrong=wrong, notice="wrong", status=422)
    onward = guide.beside(here.id, 1) if form.one("go") == "next" else here
    address = step_href(guide, onward or here)
    return RedirectResponse(address if onward is not here else f"{address}?kept=yes", 303)


def _guide(house: House, who: Who, number: str, action: str) -> Guide | None:
    require_sight(house.service, own(who), f"case:{number}")
    return guide_of(house.service, number, who.no, house.clock(), action)


def _checked(house: House, who: Who, guide: Guide, form: Form) -> Checked | None:
    """The criteria with the figures of a form; None where no papers or figures are handed in that they are held to."""
    if guide.form.get("indicators") is None:
        return None
    wrong = {name for step in guide.steps for name in faults_of(step, form)}
    stated = payload_of(guide.form, form).get("indicators", ())
    good = [each for each in stated if f"indicators.{each['indicator']}" not in wrong]
    return check(house.service, guide.case_no, who.no, house.clock(), good)


def _step(
    request: Request, house: House, who: Who, guide: Guide, here: GuideStep, sent: Form, *, notice: str = "",
    wrong: Mapping[str, str] | None = None, theirs: Kept | None = None, status: int = 200,
) -> Response:  # fmt: skip
    kept, figures = theirs or guide.kept.get(here.id), here.id == "figures"
    shown: dict[str, Any] = {
        "guide": guide, "here": here, "sent": sent, "wrong": wrong or {}, "notice": notice, "theirs": theirs,
        "version": kept.version if kept else 0, "kept_at": kept.at if kept else None,
        "before": guide.beside(here.id, -1), "after": guide.beside(here.id, 1),
        "checked": _checked(house, who, guide, sent) if figures else None,
        "read": figures_read(here, sent),
        "basis": basis_of(house.service, guide.case_no) if here.id == "basis" else None,
        "files": _files(house, who, guide) if here.id == "materials" else {},
        "counted": {each.figure.indicator: each for each in _counted(house, who, guide)} if figures else {},
        "tables": _tables(house, who, guide) if here.id == "materials" else (),
    }  # fmt: skip
    return page(request, f"guide_{here.id}.html", shown, status)


def _review(
    request: Request, house: House, who: Who, guide: Guide, key: str = "", refused: ShenbaoError | None = None, *,
    changed: bool = False,
) -> Response:  # fmt: skip
    """Everything on one page, what is missing, and what will follow: found out by doing it and keeping nothing."""
    given, done = handed_in(guide), None
    wrong = {name: text for each in guide.steps for name, text in faults_of(each, known_of(guide)).items()}
    if refused is None and not wrong:
        asked = Asked(guide.action, who.no, house.clock(), given)
        try:
            done = act(house.service, f"case:{guide.case_no}", asked, dry_run=True)
        except REFUSED as stopped:
            refused = stopped
    files, tables = _files(house, who, guide), _tables(house, who, guide)
    there = {*files, *(each.table.paper for each in tables if each.state == "ready" and each.table.is_)}
    detail = case_detail(house.service, guide.case_no, Asked("", who.no, house.clock()))
    shown: dict[str, Any] = {
        "guide": guide, "here": guide.step("review"), "given": given, "done": done, "refused": refused, "wrong": wrong,
        "reasons": _reasons(refused), "missing": _missing(detail, given, there), "files": files, "tables": tables,
        "changed": changed,
        "detail": detail, "basis": basis_of(house.service, guide.case_no),
        "key": key or token_hex(16), "seal": seal_of(given, files), "before": guide.beside("review", -1),
        "checked": _checked(house, who, guide, known_of(guide)), "sent": known_of(guide),
        "read": {id: read for step in guide.steps for id, read in figures_read(step, known_of(guide)).items()},
        "state_name": guide.form.leads_to.get(done.state, "") if done and done.source != done.state else "",
    }  # fmt: skip
    return page(request, "guide_review.html", shown, 409 if changed else 200)


def _files(house: House, who: Who, guide: Guide) -> dict[str, list[FileLine]]:
    """The files that were sent for papers and go with the action, by paper."""
    if guide.form.get("materials") is None:
        return {}
    lines = papers_of(house.service, guide.case_no, who.no, house.clock()).lines
    waiting = {each.id: [file for file in each.files if file.waits] for each in lines}
    return {paper: files for paper, files in waiting.items() if files}


def _tables(house: House, who: Who, guide: Guide) -> tuple[TableState, ...]:
    """The tables that may be filled in now."""
    if "tables" not in guide.step_ids:
        return ()
    every = asked_tables(house.service, guide.case_no, who.no, house.clock())
    return tuple(each for each in every if each.fillable)


def _counted(house: House, who: Who, guide: Guide) -> Sequence[Compared]:
    """What the tables give for the figures."""
    if "tables" not in guide.step_ids:
        return ()
    return computed_figures(house.service, guide.case_no, who.no, house.clock())[0]


def _missing(detail: CaseDetail, given: Mapping[str, Any], there: Collection[str]) -> tuple[str, ...]:
    """The papers, by name, that this stage asks for and that neither were received nor are handed in now."""
    now = {str(each["material"]) for each in given.get("materials", ())} | set(there)
    return tuple(each.name for each in detail.materials if each.id in detail.missing and each.id not in now)


def _reasons(refused: ShenbaoError | None) -> tuple[str, ...]:
    """Why it cannot be handed in yet, one reason after the other."""
    if isinstance(refused, NeedsUnmet):  # which papers are missing is told by name
        return tuple(
            say for fact, say in refused.reasons.items() if not fact.startswith("materials_complete")
        )
    return (str(getattr(refused, "reason", refused)),) if refused else ()
