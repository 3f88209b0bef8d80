"""批量办理: one action on many cases: chosen, tried (a line for each), then done, each by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from casework.acting import Result, act_many
from casework.asked import Asked
from casework.views.cases import list_cases
from casework.views.forms.forms import ActionForm, form_of
from casework.views.forms.many import ManyCases, in_common, many_cases
from casework.views.forms.requests import was_done
from statemachines.refusals import BadPayload, Refusal
from web.filters import FilteredCases, Wanted
from web.forms import Form, Given
from web.house import House, InHouse
from web.pages import page
from web.payloads import payload_of
from web.routes.acting import OWN
from web.signed_in import Signed, Who

__all__ = ["router"]

router = APIRouter()
MOST = 200  # cases at once: a person reads the line of each before it is done
CHOOSING = OWN | {"case", "every"}  # fields of the form itself, no matter of the action


@dataclass(frozen=True, slots=True)
class Outcome:
    """A line of the result: the case, what becomes or became of it, or why it was refused."""

    no: str
    result: Result

    @property
    def refused(self) -> str:
        """Why, 中文 / English; empty where it was not refused."""
        error = self.result.refused
        return "" if error is None else error.reason if isinstance(error, Refusal) else str(error)


@router.get("/act/many")
def many_page() -> Response:
    """Cases are chosen in their list."""
    return RedirectResponse("/cases", 303)


@router.post("/act/many")
def act_on_many(request: Request, house: InHouse, who: Signed, wanted: Wanted, form: Given) -> Response:
    """Offer what the chosen have in common; ask what the action needs; try it; with `step=do`, do it."""
    numbers = _chosen(house, who, wanted, form)
    if len(numbers) > MOST:
        return _choosing(request, ManyCases((), (), {}), too_many=len(numbers))
    action, step, key = form.one("action"), form.one("step"), form.one("key") or token_hex(16)
    if step == "do" and any(was_done(house.service, f"{key}:case:{no}", f"case:{no}") for no in numbers):
        return page(request, "many_again.html", {"cases": numbers})  # sent twice
    asked = Asked(action, who.no, house.clock())
    found = many_cases(house.service, numbers, asked, who.sight)
    chosen = found.get(action)
    if chosen is None:
        return _choosing(request, found, refused=bool(action))
    blank = in_common(form_of(house.service, f"case:{chosen.first}", action, asked))
    if step == "back" or (step == "" and blank.fields):
        return _filling(request, found, blank, form)
    asked = Asked(action, who.no, asked.now, payload_of(blank, form))
    subjects = [f"case:{each.no}" for each in found.cases]
    results = act_many(house.service, subjects, asked, key=key, dry_run=step != "do")
    wrong = _misfilled(results)
    if wrong:
        return _filling(request, found, blank, form, wrong)
    shown = {
        "form": blank, "lines": [Outcome(each.subject.partition(":")[2], each) for each in results],
        "names": {each.no: each.object for each in found.cases}, "state_names": found.state_names, "key": key,
        "done": step == "do", "sent": {name: values for name, values in form.items() if name not in CHOOSING},
    }  # fmt: skip
    return page(request, "many_results.html", shown)


def _chosen(house: House, who: Who, wanted: FilteredCases, form: Form) -> list[str]:
    """The numbers that were ticked; or those of the whole filter, one more than may be at the most."""
    if form.one("every") != "true":
        return list(dict.fromkeys(form.get("case", [])))
    every = list_cases(house.service, wanted.whole, house.clock(), MOST + 1, sight=who.sight)
    return [each.no for each in every]


def _choosing(request: Request, found: ManyCases, *, refused: bool = False, too_many: int = 0) -> Response:
    shown = {"found": found, "refused": refused, "too_many": too_many, "most": MOST}
    wrong = refused or too_many or not found.cases
    return page(request, "many.html", shown, 422 if wrong else 200)


def _filling(
    request: Request, found: ManyCases, blank: ActionForm, sent: Form, wrong: BadPayload | None = None
) -> Response:
    shown = {"found": found, "form": blank, "sent": sent, "wrong": wrong.by_field if wrong else {}}
    return page(request, "many_form.html", shown, 422 if wrong else 200)


def _misfilled(results: Sequence[Result]) -> BadPayload | None:
    """What is wrong with what was filled in, where that alone stands in the way of every case."""
    every = [each.refused for each in results]
    first = every[0] if every else None
    same = all(isinstance(each, BadPayload) for each in every)
    return first if same and isinstance(first, BadPayload) else None
