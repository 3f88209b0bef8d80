"""Applicants at the guided form: what a world's people do as a party of a case is done step by step on the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from casework.acting import Done
from casework.views.forms.guide import Guide, guide_of
from casework.views.histories import history_of
from casework.views.standing import standing
from statemachines.loader import Loaded
from tests.web.conftest import Visitor, Visitors
from tests.world import World
from web.guiding import step_href

__all__ = ["Guided", "declared"]

Way = tuple[str, str, str]  # procedure, state, action
BESIDE = ("provide", "withdraw")  # papers piece by piece, and what is declared nowhere yet


def declared(loaded: Loaded) -> set[Way]:
    """Every action that a party may take by itself in a state, of every procedure."""
    parties = set(loaded.programme.parties)
    return {
        (key, way.source, way.action)
        for key, machine in loaded.procedures.items()
        for way in machine.transitions
        if way.via is None and way.action not in BESIDE and not parties.isdisjoint(way.by)
    }


@dataclass
class Guided:
    """What was done by the form so far; every first acceptance is preceded by a return, where that is declared."""

    visitors: Visitors
    gone: set[Way] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)

    def take_over(self, patch: pytest.MonkeyPatch) -> Guided:
        """From now on parties act by the form, everybody else as before."""
        before = World.act

        def act(world: World, subject: str, action: str, person: str, **payload: Any) -> Done:
            guide = subject.startswith("case:") and guide_of(
                world.service, subject[5:], person, world.now, action
            )
            if guide:
                return self.fill_in(world, guide, person, payload)
            if action == "accept" and self._returned(world, subject):
                before(world, subject, "return_for_correction", person, reason="请补正", clock="restart")
                applicant = self._applicant(world, subject)
                correction = guide_of(world.service, subject[5:], applicant, world.now)
                assert correction
                self.fill_in(world, correction, applicant, {})
            return before(world, subject, action, person, **payload)

        patch.setattr(World, "act", act)
        return self

    def _returned(self, world: World, subject: str) -> bool:
        """Whether this is the first acceptance at a stage that could return the case."""
        place = f"{subject} {world.state(subject)}"
        fresh = place not in self.returned
        self.returned.add(place)
        return fresh and _returns(world, subject)

    def _applicant(self, world: World, subject: str) -> str:
        return next(line.actor for line in history_of(world.service, subject) if line.action == "submit")

    def fill_in(self, world: World, guide: Guide, person: str, payload: Mapping[str, Any]) -> Done:
        """Go through the steps, look through it all, and hand it in; the entry it made."""
        visitor, case = self.visitors.anew(person), guide.case_no
        at, given = f"/apply/{case}/{guide.action}", dict(_typed(payload))
        for step in guide.steps[:-1]:
            page = visitor.get(step_href(guide, step))
            assert page.status_code == 200, page.text
            names = set(re.findall(r'name="([^"]+)"', page.text))
            sent = {name: value for name, value in given.items() if name in names}
            shown = {} if sent or not step.fields else _shown(page.text)
            if step.fields:
                answer = visitor.post(
                    f"{at}/{step.id}",
                    {**shown, **sent, "version": _hidden(page.text, "version"), "go": "next"},
                )
                assert answer.status_code == 303, answer.text
        return self._confirm(world, visitor, guide, at)

    def _confirm(self, world: World, visitor: Visitor, guide: Guide, at: str) -> Done:
        page = visitor.get(f"{at}/review").text
        assert 'name="seal"' in page, page
        sent = {name: _hidden(page, name) for name in ("key", "seal")}
        answer = visitor.post(f"{at}/review", sent)
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"] == f"/apply/{guide.case_no}?did={guide.action}"
        assert visitor.get(answer.headers["location"]).status_code == 200
        subject = f"case:{guide.case_no}"
        line = next(
            each for each in reversed(history_of(world.service, subject)) if each.action == guide.action
        )
        self.gone.add((guide.case.procedure, line.source, guide.action))
        return Done(subject, line.seq, line.event, line.source, line.target, line.hash)


def _returns(world: World, subject: str) -> bool:
    with world.store.reading() as connection:
        here = standing(world.service, connection, subject)
    return "return_for_correction" in here.machine.actions(here.state)


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def _shown(page: str) -> dict[str, str]:
    """The figures as the page shows them, which a browser would send again."""
    return dict(re.findall(r'name="(indicators[.]\w+)"[^>]*? value="([^"]+)"', page))


def _typed(payload: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """A payload as the fields of a form."""
    for name, value in payload.items():
        if name == "materials":
            yield name, [each["material"] for each in value]
            for each in value:
                yield from (
                    (f"{name}.{each['material']}.{more}", str(each[more]))
                    for more in ("copies", "form")
                    if more in each
                )
        elif name == "indicators":
            for each in value:
                yield f"{name}.{each['indicator']}", str(each["value"])
                yield from (
                    (f"{name}.{each['indicator']}.planned", "true") for _ in (1,) if each.get("planned")
                )
        else:
            yield name, str(value)
