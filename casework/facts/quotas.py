"""Facts about quotas: how many cases a recommending organisation may still pass on in a round."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from casework.facts.asking import Asking
from casework.facts.together import contributed, mine
from casework.rights.joint import partners
from casework.rights.mandates import organisations_of
from casework.storage.prepared import Prepared
from models.tables import list_entry, name_list, quota_use
from statemachines.definition.selector import matches
from statemachines.stages.recommendation import Recommendation
from statemachines.stages.selection import Selection

__all__ = ["Place", "places_given", "places_wanted", "quota_free", "total_free"]


_USED = Prepared(
    select(quota_use.c.used).where(
        quota_use.c.round_no == bindparam("round_no"),
        quota_use.c.organisation_code == bindparam("whose"),
        quota_use.c.quota == bindparam("quota"),
    )
)
_LISTED = Prepared(
    select(func.count(func.distinct(list_entry.c.case_no)))
    .join(name_list, name_list.c.no == list_entry.c.list_no)
    .where(
        name_list.c.programme == bindparam("programme"), name_list.c.name == bindparam("list"),
        list_entry.c.state != "dropped",
    )
)  # fmt: skip


class Place(NamedTuple):
    """A place of a quota: whose it is, under which name it is counted, and how many of them there are."""

    whose: str
    quota: str
    max: int


def places_wanted(asking: Asking, stage: str) -> list[Place]:
    """The places that this recommendation takes: one of every organisation that recommends here and now.

    A case of one applicant takes a place of the organisation whose region it lies in, whoever acts for it.
    """
    every = organisations_of(
        asking.connection, asking.loaded.programme, _stage(asking, stage).by.given, asking.row
    )
    acting = {whose: every[whose] for whose in mine(asking, stage)} if partners(asking.row) else every
    return list(_places(asking, stage, acting, every))


def places_given(asking: Asking, stage: str) -> list[Place]:
    """The places that organisations have given to this case, which is not to be passed on after all."""
    every = organisations_of(
        asking.connection, asking.loaded.programme, _stage(asking, stage).by.given, asking.row
    )
    given = contributed(asking, stage)
    return list(_places(asking, stage, {whose: every[whose] for whose in every if whose in given}, every))


def _places(
    asking: Asking, stage: str, acting: Mapping[str, str | None], every: Mapping[str, str | None]
) -> Iterator[Place]:
    recommendation = _stage(asking, stage)
    counts = recommendation.joint_counts.given if partners(asking.row) else "each"
    for whose, region in acting.items():
        counted = counts == "each" or (counts == "lead" and whose == next(iter(every)))
        facts = {**asking.subject.facts, **_as_seen_there(asking, region)}
        quota = next((each for each in recommendation.quota if matches(each.for_, facts)), None)
        if counted and quota is not None:
            yield Place(whose, f"{stage}.{quota.counts}" if quota.counts else stage, quota.max)


def _as_seen_there(asking: Asking, region: str | None) -> dict[str, str]:
    """In a joint application each place has the quota of its own city."""
    known = asking.loaded.programme.facts.items()
    return {name: fact.named(region) for name, fact in known if fact.regions} if region is not None else {}


def _stage(asking: Asking, stage: str) -> Recommendation:
    found = asking.stage(stage)
    assert isinstance(found, Recommendation)
    return found


def quota_free(asking: Asking, stage: str) -> bool:
    """Whether every organisation that recommends here and now has a place left in this round."""
    return all(
        (
            _USED.value(
                asking.connection, round_no=asking.row["round_no"], whose=each.whose, quota=each.quota
            )
            or 0
        )
        < each.max
        for each in places_wanted(asking, stage)
    )


def total_free(asking: Asking, stage: str) -> bool:
    """Whether fewer are selected than the programme is to have in all its rounds (A3-6)."""
    selection = asking.stage(stage)
    assert isinstance(selection, Selection)
    assert selection.total is not None
    listed = _LISTED.value(
        asking.connection, programme=asking.loaded.programme.programme, list=selection.list
    )
    return int(listed or 0) < selection.total.given.to
