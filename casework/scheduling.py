"""The order of defences: each day has its places, and no two cases the same one."""

import re
from decimal import Decimal

from casework.facts.asking import Asking
from casework.steps import Step
from casework.storage.holding import hold
from casework.views.defences import SCHEDULE, list_defences_on
from statemachines.refusals import BadPayload

__all__ = ["scheduled"]

HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def scheduled(asking: Asking, step: Step) -> Step:
    """The step, where it sets no defence or a possible one.

    Raises BadPayload for an hour or a place in the order that is none, or that another case has on that day there.
    """
    if asking.command.action != SCHEDULE:
        return step
    said = step.decision.entry.payload
    starts, turn = said.get("starts"), said.get("turn")
    if starts is not None and not HOUR.fullmatch(starts):
        raise _wrong(asking, "starts", f"“{starts}” 不是时间，请写如 09:30 / write a time such as 09:30")
    if turn is None:
        return step
    number = Decimal(turn)
    if number != number.to_integral_value() or not 1 <= number <= 999:
        raise _wrong(asking, "turn", f"“{turn}” 请填写 1 至 999 的整数 / write a whole number from 1 to 999")
    hold(asking.connection, f"defences:{asking.row['programme']}:{said['due']}")
    for other in list_defences_on(asking.connection, asking.row["programme"], said["due"]):
        if (other.turn, other.place) == (int(number), str(said.get("place", ""))):
            raise _wrong(
                asking, "turn", f"当日该处第 {number} 位已是 {other.case_no} / is taken by {other.case_no}"
            )
    return step


def _wrong(asking: Asking, field: str, why: str) -> BadPayload:
    return BadPayload(
        asking.command.action, asking.subject.key, asking.subject.state, f"'{field}': {why}", ()
    )
