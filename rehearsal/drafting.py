"""The life of a draft: begun by its bureau, commented on by the public, issued; the call waits until it is in force."""

from datetime import date, datetime, timedelta

from calendars import day_of
from casework.asked import Asked
from casework.starting import start_case
from rehearsal.life import Life
from rehearsal.policy import CHANNELS, LATE_COMMENTS, chance
from rehearsal.scene import Deed, Scene
from statemachines.machine import PUBLIC
from statemachines.stages.consultation import Consultation
from statemachines.stages.issue import Issue

__all__ = ["issuing", "opened", "started", "took_effect"]

ONE_FOR = 5  # of the applications asked for: so many comments are made
FEWEST = 12  # comments
BEHIND = (1, 8)  # calendar days after the last one, of comments that come late
WRITTEN_DOWN = (0, 3)  # working days after it came, where an officer records a comment


def issuing(scene: Scene, kind: str) -> str:
    """The procedure in which a title of this kind is issued."""
    procedures = scene.loaded.programme.procedures.items()
    return next(
        key for key, each in procedures if any(isinstance(s, Issue) and s.grants == kind for s in each.stages)
    )


def started(scene: Scene, kind: str, call: Deed, cases: int) -> Deed:
    """Begin the draft that a call rests on; ``call`` opens the round, and is tried too early, too."""
    procedure = issuing(scene, kind)

    def deed(now: datetime) -> None:
        programme = scene.loaded.programme
        definition = programme.procedures[procedure]
        office = scene.people.offices[definition.starts.by][0]
        name = scene.people.new_object(scene.people.home.code, definition.about)
        scene.people.enter(scene.service)
        scene.tally.actions += 1
        asked = Asked("open", office.people[0], now)
        done = start_case(scene.service, programme.programme, procedure, name, asked)
        life = Life(
            done.subject.partition(":")[2], procedure, scene.people.home.code, office.code, None, name, {}
        )
        scene.lives[life.no] = life
        scene.basis, scene.comments = call, max(FEWEST, cases // ONE_FOR)
        life.enter(done.state, date.fromisoformat(done.last_day) if done.last_day else None)
        call(now)

    return deed


def opened(scene: Scene, life: Life, now: datetime) -> None:
    """Where a case has come into the time for comments, they come, by every channel, some of them too late."""
    stage = scene.stage(life)
    ways = scene.procedure(life).actions(life.state)
    if not isinstance(stage, Consultation) or "comment" not in ways or life.last_day is None:
        return
    days = (life.last_day - stage.opens).days
    for number in range(scene.comments):
        late = chance(scene.rng, LATE_COMMENTS)
        after = days + scene.rng.randint(*BEHIND) if late else scene.rng.randint(0, days)
        channel = scene.rng.choices(
            stage.channels, [CHANNELS[n % len(CHANNELS)] for n in range(len(stage.channels))]
        )[0]
        received = scene.days.minute(stage.opens + timedelta(days=after), scene.rng)
        if channel == stage.own:
            scene.appoint(max(received, now), _said(scene, life, number))
        else:
            written = scene.soon(received, *WRITTEN_DOWN)
            scene.appoint(
                max(written, received), _recorded(scene, life, stage, channel, day_of(received), number)
            )


def _said(scene: Scene, life: Life, number: int) -> Deed:
    def deed(now: datetime) -> None:
        words = {"text": f"演练：意见建议{number + 1:03d}", "author": f"演练来信人{number + 1:03d}"}
        scene.attempt(life.key, "comment", PUBLIC, now, words)

    return deed


def _recorded(
    scene: Scene, life: Life, stage: Consultation, channel: str, received: date, number: int
) -> Deed:
    """An officer writes down what came by mail or fax; one of them mistakes the day at first."""

    def deed(now: datetime) -> None:
        words = {
            "text": f"演练：意见建议{number + 1:03d}",
            "author": f"演练来信人{number + 1:03d}",
            "channel": channel,
        }
        who = scene.person(stage.by.given, life)
        if number == 0:
            ahead = (day_of(now) + timedelta(days=1)).isoformat()
            scene.attempt(life.key, "record_comment", who, now, {**words, "received_on": ahead})
        scene.attempt(life.key, "record_comment", who, now, {**words, "received_on": received.isoformat()})

    return deed


def took_effect(scene: Scene, event: str, now: datetime) -> None:
    """A policy has begun to be in force: the call that rests on it is made on one of the next days; after it, too."""
    if scene.basis is None or event not in ("took_effect", "expired"):
        return
    scene.appoint(scene.soon(now, 1, 3), scene.basis)
