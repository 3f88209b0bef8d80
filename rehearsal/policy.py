"""How invented people behave, in tables by the name of an action or the role of an actor; nothing by programme."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from random import Random

__all__ = [
    "BEHIND",
    "CHANNELS",
    "DISPUTED",
    "EXTENDS",
    "FAILS",
    "FARTHER",
    "HASTY",
    "HOLDERS",
    "JOINT",
    "LATE_COMMENTS",
    "LEANINGS",
    "MISHAPS",
    "NO_DEADLINE",
    "OBJECTIONS",
    "ORDERED",
    "OUT_OF_TURN",
    "OVERRIDES",
    "PACES",
    "PART_SELECTED",
    "PREPARING",
    "SILENT",
    "SLOW",
    "STACKED",
    "STANDING",
    "SUPPORTED",
    "TOGETHER",
    "TRACKED",
    "UNSIGNED",
    "UNUSUAL",
    "WAIVES",
    "WEIGHTS",
    "WRONG_PERSON",
    "Pace",
    "chance",
    "deck",
]  # fmt: skip


@dataclass(frozen=True)
class Pace:
    """When somebody acts: between these shares of the time left; ``late`` of them after the last day."""

    early: float
    latest: float
    late: float


PACES: Mapping[str, Pace] = {
    "applicant": Pace(0.15, 0.95, 0.05),
    "officer": Pace(0.1, 0.85, 0.04),
    "approver": Pace(0.2, 0.9, 0.03),
    "expert": Pace(0.1, 0.9, 0.05),
    "inspector": Pace(0.2, 0.9, 0.05),
}
SLOW: Mapping[str, Pace] = {  # actions with a pace of their own
    "report_completion": Pace(0.7, 1.0, 0.06),
    "issue": Pace(1.5, 2.5, 0),
}
NO_DEADLINE = 12  # working days that somebody takes where nobody set a deadline
BEHIND = (1, 6)  # so many working days late is who is late

# How often an action is chosen among those that lead on from a state; one not named here is as likely as the others
# of its state that stand behind the first, which is the usual one.
WEIGHTS: Mapping[str, float] = {
    "submit": 1, "resubmit": 1, "report_completion": 1, "freeze_panel": 1, "draw_panel": 0, "propose": 1, "certify": 1,
    "accept": 0.92, "reject": 0.08, "return_for_correction": 0,
    "score": 0.97, "recuse": 0.03, "declare_no_conflict": 0,
    "require_site_check": 0.35, "dispense_with_site_check": 0.65,
    "pass_site_check": 0.93, "fail_site_check": 0.07,
    "approve": 0.94, "refuse_approval": 0.06,
    "keep_entry": 0.7, "drop_entry": 0.3,
    "accept_rectification": 0.85, "refuse_rectification": 0.15,
    "state_defence": 1, "propose_removal": 1, "agree_removal": 0.9, "decline_removal": 0.1,
    "object": 0, "publish": 1, "correct": 0,
    "issue": 1, "shelve": 0, "award": 0.97, "refuse_award": 0.03,
}  # fmt: skip
UNUSUAL = 0.15  # the weight of an action that is not named above and is not the first of its state

# What is open in many states beside the work itself; done on occasion, never chosen as the way on.
STANDING = frozenset(
    {
        "extend",
        "set_due",
        "withdraw",
        "provide",
        "receive_copies",
        "remind",
        "escalate",
        "expire",
        "comment",
        "record_comment",
        "join",
    }
)

# What leads up to an action of the same people in the same state; with anything else somebody has done its part.
PREPARING = frozenset(
    {"judge", "override_soft", "waive", "request_waiver", "extend", "comment", "record_comment", "join"}
)

# Decided for all cases of an office together, at a meeting before the deadline.
TOGETHER = frozenset({"select", "recommend"})
PART_SELECTED = 0.65  # of those that stand before a meeting that has no quota

# Who lets the time run out without acting, where the clock then goes on or ends the case.
SILENT: Mapping[str, float] = {"state_defence": 0.4, "report_rectification": 0.1, "submit": 0.06}

# How many working days an order gives, by the kind of stage it leads to; another kind gets the last one.
ORDERED: Mapping[str, tuple[int, int]] = {"construction": (150, 195), "assessment": (25, 45), "": (15, 30)}

# What goes wrong with an application: each has one of these or none. Shares of all applications.
MISHAPS: Mapping[str, float] = {
    "short": 0.11,  # a threshold is not reached
    "priority": 0.04,  # a threshold is not reached, in a field where that may be waived
    "soft": 0.09,  # a rule that holds in principle is not kept
    "poor": 0.05,  # a reviewer does not find a qualitative condition met
    "veto": 0.015,  # a fact that excludes
    "typo": 0.05,  # a figure misstated, corrected when returned
    "gap": 0.05,  # a figure not stated, added when returned
    "form": 0.06,  # returned once for its form
    "incomplete": 0.1,  # papers are missing at the first try
    "channel": 0.02,  # a confidential paper uploaded
    "late": 0.03,  # submitted after the deadline
    "idle": 0.02,  # never submitted
    "abandoned": 0.01,  # returned for correction, never mended
    "false": 0.025,  # false material, found out
    "again": 0.025,  # applies anew after a ban
    "duplicate": 0.015,  # for an object that has an open case
}

# How holders of a title fare in its assessments, in a deck that is shuffled and dealt over and over.
HOLDERS = ("steady", "steady", "steady", "steady", "steady", "stumbling", "slipping", "slipping")
FAILS: Mapping[str, tuple[float, ...]] = {  # chance of failing in the first, second, … assessment
    "steady": (0.04,),
    "stumbling": (0.3, 0.9, 0.6),
    "slipping": (0.05, 0.9, 0.95),
}
LEANINGS: Mapping[str, Mapping[str, float]] = {  # what multiplies the weight of an action for such a holder
    "stumbling": {"refuse_rectification": 8},
    "slipping": {"refuse_rectification": 0.3},
}

CHANNELS = (
    5,
    1,
    4,
)  # how many comments come by each of the channels of a consultation, in the order of the notice
LATE_COMMENTS = 0.1  # of the comments on a draft come after its last day
UNSIGNED = 0.04  # of the joint applicants never agree
JOINT = 0.18  # of the applications that may be joint are
FARTHER = 0.4  # of their partners lie in another city
SUPPORTED = 0.12  # of the projects have support of other policies
STACKED = 0.08  # of the claims are for a project that has claimed another reward
TRACKED = (330, 400)  # days after a title was granted, and again, that its body looks how it fares

WRONG_PERSON = 0.03  # somebody tries who may not
HASTY = 0.04  # a reviewer accepts before judging, forgets to attest
OVERRIDES = 0.85  # a soft rule is set aside with a reason
WAIVES = 0.85  # a waiver is asked for, and given
DISPUTED = 0.06  # of the cases divide their experts
OBJECTIONS = 0.07  # of the entries of a list
EXTENDS = 0.2  # of the deadlines that were missed
OUT_OF_TURN = 0.02  # of the titles are once assessed out of turn


def chance(rng: Random, share: float) -> bool:
    """Say yes in so many of all cases."""
    return rng.random() < share


def deck(rng: Random, shares: Mapping[str, float], size: int, otherwise: str) -> list[str]:
    """Deal ``size`` cards in these shares, as exactly as whole cards allow, shuffled."""
    names = [*shares, otherwise]
    bounds = [*accumulate(shares.values()), 1.0]
    cards = [names[bisect_right(bounds, (n + 0.5) / size)] for n in range(size)]
    rng.shuffle(cards)
    return cards
