"""`shenbao certificate`: certificates checked without a network, and the keys of the house."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exits import FAILED, BadUsage
from cli.options import AsJson
from cli.output import emit
from cli.service import service

if TYPE_CHECKING:
    from papers.certificate import Revoked, Verification
    from papers.signing import VerifyingKey

app = typer.Typer(
    help="Certificates (证书): check them, and the keys they are signed with.", no_args_is_help=True
)

MOST = 50_000_000  # bytes that a file to check may have
SAID = {
    "genuine": "真实有效 / genuine",
    "revoked": "称号已终止，证书失效 / genuine once, but the title has ended",
    "expired": "真实，但有效期已过 / genuine, but its term is over",
    "tampered": "内容或文件被改动 / its facts or its file were changed",
    "unknown_key": "签名所用密钥不在所给公钥中 / signed with a key that is not among those given",
}
File = Annotated[
    Path, typer.Argument(metavar="FILE", help="The PDF as issued, or a text file with its SBC1.… text.")
]


@app.command("verify")
def verify_command(
    file: File,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", metavar="FILE", help="Public keys; without, those of the database."),
    ] = None,
    revocations: Annotated[
        Path | None,
        typer.Option(
            "--revocations", metavar="FILE", help="A signed list of ended titles, to be heeded too."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a certificate; with --keys neither database nor network is needed. The exit status is 1 unless genuine."""
    from calendars import day_of
    from cli import clock
    from papers.certificate import Verdict, read_keys, read_revocations, verify

    known, ended = (read_keys(_text(keys)), None) if keys else _of_database()
    made_at = ""
    if revocations:
        told, made_at = read_revocations(_text(revocations), known)
        ended = {**(ended or {}), **told}
    found = verify(_bytes(file), known, day_of(clock.now()), ended)
    emit(as_json, found, _lines(found, made_at, looked=ended is not None))
    if found.verdict is not Verdict.GENUINE:
        raise typer.Exit(FAILED)


@app.command("key")
def key_command() -> None:
    """Print the public keys as JSON: whoever checks certificates offline needs them."""
    from casework.printing.certificates import keys_text

    with service() as working:
        typer.echo(keys_text(working))


@app.command("rotate")
def rotate_command(as_json: AsJson = False) -> None:
    """Make a new key, which signs from now on; certificates signed before stay genuine."""
    from casework.printing.signing_keys import rotate_key
    from cli import clock

    with service() as working:
        made = rotate_key(working, clock.now())
    emit(as_json, made, [f"new key {made.id}"])


@app.command("revocations")
def revocations_command() -> None:
    """Print the titles that have ended, signed, as JSON: for whoever checks certificates offline."""
    from casework.printing.certificates import revocations
    from cli import clock

    with service() as working:
        typer.echo(revocations(working, clock.now()))


def _of_database() -> tuple[dict[str, VerifyingKey], dict[str, Revoked]]:
    from casework.printing.certificates import ended_titles
    from casework.printing.signing_keys import public_keys

    with service() as working:
        return {each.id: each.verifying for each in public_keys(working)}, ended_titles(working)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
    except OSError as error:
        raise BadUsage(f"{str(path)!r} cannot be read: {error.strerror}") from None
    if len(content) > MOST:
        raise BadUsage(f"{str(path)!r} has more than {MOST} bytes; no certificate has")
    return content


def _text(path: Path) -> str:
    return _bytes(path).decode("utf-8", "replace")


def _lines(found: Verification, made_at: str, *, looked: bool) -> Iterator[str]:
    yield f"{found.verdict}: {SAID[found.verdict]}"
    named = (
        "no",
        "title",
        "object",
        "holder",
        "holder_code",
        "programme",
        "issuer",
        "granted_on",
        "valid_until",
    )
    yield from (f"  {name} {found.facts[name]}" for name in named if found.facts.get(name))
    yield f"  key {found.key}"
    if found.ended_on:
        yield f"  ended {found.ended_on}"
    if made_at:
        yield f"  list of ended titles of {made_at}"
    elif not looked:
        yield "  not looked for among ended titles: give --revocations"
