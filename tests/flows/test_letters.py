"""Letters go out by themselves, once each, and a mail server that takes nothing holds up no deadline."""

import asyncio
from datetime import timedelta
from pathlib import Path

from casework.clock import ledger
from casework.clock.due import next_letter
from flows.errands import ERRANDS
from flows.mailing import Post
from flows.recorder import Recorder
from flows.runner import Runner
from flows.watch import Watch
from notifications.errors import MailUnavailable
from notifications.message import Mail
from notifications.transport import Answer
from tests.proofs import rows
from tests.world import World


class Down:
    """A mail server that takes nothing."""

    connections = 1

    async def send(self, mail: Mail) -> Answer:
        """Refuse."""
        raise MailUnavailable("mail.example:587", "it does not answer")

    async def close(self) -> None:
        """Nothing is held."""


def letters(runner: Runner) -> Watch:
    return Watch(ERRANDS["deliver_letters"], next_letter, runner, Recorder())


def test_letters_that_are_due_go_out_once(world: World, runner: Runner, tmp_path: Path) -> None:
    world.bring("prefecture_review")
    with world.store.writing() as connection:
        connection.exec_driver_sql("UPDATE organisation SET email = 'office@example.org'")
    waiting = [row for row in rows(world, "letter") if row.state == "pending"]
    assert waiting
    watch = letters(runner)
    for _ in range(2):
        asyncio.run(watch.look(thoroughly=True))
    assert {row.state for row in rows(world, "letter")} <= {"sent", "failed", "withheld"}
    (run,) = ledger.recent(world.service)
    assert (run.flow, run.seen) == ("deliver_letters", len(waiting))
    sent = [row for row in rows(world, "letter") if row.state == "sent"]
    assert run.did == len(sent)
    folder = tmp_path / "letters" / "new"
    assert len(list(folder.iterdir()) if folder.exists() else []) == len(sent)


def test_mail_server_that_is_down_is_asked_again_and_stops_no_sweep(world: World, runner: Runner) -> None:
    case = world.new_case()
    with world.store.writing() as connection:
        connection.exec_driver_sql("UPDATE person SET email = 'somebody@example.org'")
        connection.exec_driver_sql("UPDATE organisation SET email = 'office@example.org'")
    world.now += timedelta(days=60)
    runner.post = Post(Down(), runner.post.office)
    deadlines = Watch(ERRANDS["enforce_deadlines"], lambda *_: None, runner, Recorder())
    watch = letters(runner)
    asyncio.run(deadlines.look())
    again = asyncio.run(watch.look())
    assert world.state(case) == "lapsed"
    assert again is not None
    assert again > world.now
    assert [row.state for row in rows(world, "letter", template="lapsed")] == ["pending"]
    assert watch.trouble == ""
