"""The machine of a list (名单)."""

from __future__ import annotations

from statemachines.compile import build
from statemachines.effects import Effect
from statemachines.machine import CLOCK, End, Field, LetterRule, Need, Procedure, State, Transition
from statemachines.stages.publicity import Publicity
from statemachines.stages.review import REASON
from statemachines.standing import recomputing

__all__ = ["list_machine"]

WINDOW = (
    Field(
        "published_on", "date", required=False, help="公告日期 / date of the announcement, today unless given"
    ),
    Field(
        "window_first",
        "date",
        required=False,
        help="公告载明的首日 / first day, where the announcement prints it",
    ),
    Field(
        "window_last",
        "date",
        required=False,
        help="公告载明的末日 / last day, where the announcement prints it",
    ),
    Field("place", "text", required=False, help="公示地点 / where it is published"),
)


def list_machine(programme: str, procedure: str, stage: Publicity, applicants: tuple[str, ...]) -> Procedure:
    """A list (名单): drawn up, published for its window, closed by the clock; a correction starts a new window.

    ``applicants`` are the parties whose cases stand on it: they hear of a correction.
    """
    by = (stage.by.given,)
    rule = stage.window(procedure)
    states = {
        "draft": State(
            "draft", stage.id, "拟定 / draft", by[0], waits="拟定名单 / the list is being drawn up"
        ),
        "published": State("published", stage.id, "公示中 / in public", CLOCK, due=rule),
        "closed": State("closed", stage.id, "公示结束 / closed", end=End("closed", "none")),
    }
    entries = Need("list_not_empty", "名单为空 / the list is empty")
    clean = Need("window_allowed", "公示期不符合规定 / the window breaks the rule")
    opened = (Effect("open_window"), Effect("publish_entries"))
    ways = (
        Transition(
            "publish",
            "published",
            "draft",
            "published",
            by,
            WINDOW,
            (entries, clean),
            effects=opened,
            origin=stage.source,
        ),
        Transition(
            "correct",
            "corrected",
            "published",
            "published",
            by,
            (*WINDOW, REASON),
            (clean,),
            effects=(Effect("open_window"),),
            letters=(LetterRule("publicity_corrected", applicants),),
            origin=stage.source,
        ),
        Transition(
            "close_publicity",
            "publicity_closed",
            "published",
            "closed",
            (CLOCK,),
            effects=(Effect("close_entries"),),
            letters=(LetterRule("publicity_closed", by),),
            origin=stage.source,
        ),
        recomputing("published", *by),
    )
    return build(
        programme=programme,
        id=f"list.{stage.list}",
        name="名单 / list",
        initial="draft",
        states=states,
        transitions=ways,
        supervisor=by[0],
    )
