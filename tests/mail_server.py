"""A real mail server for tests, over a socket: with STARTTLS and AUTH, and as unwilling as a test wants it."""

# ruff: noqa: N802 - the hooks of aiosmtpd bear the names of the commands

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "shenbao", "a password of tests"


@dataclass
class Post:
    """What the server was given, and how it answers: with a line, or empty for yes.

    ``hello`` answers a sender, ``to`` a recipient, ``text`` a whole letter; the last may also be “drop” (takes it and
    hangs up without a word) or “wait” (never answers).
    """

    to: Callable[[str], str] = lambda address: ""
    text: Callable[[bytes], str] = lambda content: ""
    hello: Callable[[str], str] = lambda address: ""
    taken: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    sessions: int = 0
    signed_in: set[str] = field(default_factory=set)

    async def handle_EHLO(
        self, server: SMTP, session: Any, envelope: Any, hostname: str, responses: Any
    ) -> Any:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        refusal = self.hello(address)
        if refusal:
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        refusal = self.to(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        answer = self.text(envelope.content)
        if answer == "wait":
            await asyncio.get_running_loop().create_future()
        if answer and answer != "drop":
            return answer
        self.taken.append((tuple(envelope.rcpt_tos), bytes(envelope.content)))
        if answer == "drop":
            assert server.transport is not None
            server.transport.close()
        return "250 taken"

    @property
    def messages(self) -> list[EmailMessage]:
        """What was taken, read as a mail program would."""
        return [message_from_bytes(content, EmailMessage, policy=default) for _, content in self.taken]

    def authenticate(
        self, server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        if known:
            self.signed_in.add(mechanism)
        return AuthResult(success=known, handled=False)


@contextmanager
def mail_server(
    post: Post, *, tls: ssl.SSLContext | None = None, at_once: bool = False, auth: bool = False
) -> Iterator[int]:
    """Run it in a thread of its own; gives the port. ``at_once`` encrypts from the first byte."""
    more: dict[str, Any] = (
        {"ssl_context": tls} if at_once else {"tls_context": tls, "require_starttls": tls is not None}
    )
    if auth:
        more |= {"authenticator": post.authenticate, "auth_required": True}
    server = Controller(post, hostname="127.0.0.1", port=_free_port(), timeout=30.0, **more)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Certificates:
    """A certificate of one host, signed by an authority of its own."""

    authority: Path
    context: ssl.SSLContext


def certificates(folder: Path, host: str = "localhost") -> Certificates:
    """Make the certificate of a host; valid on any day a test runs."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority of tests")])
    root = _signed(root_name, root_name, root_key, root_key, authority=True)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    leaf = _signed(name, root_name, key, root_key, host=host)
    paths = folder / f"{host}.authority.pem", folder / f"{host}.pem"
    pem = serialization.Encoding.PEM
    paths[0].write_bytes(root.public_bytes(pem))
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    paths[1].write_bytes(leaf.public_bytes(pem) + plain)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(paths[1])
    return Certificates(paths[0], context)


def _signed(
    name: x509.Name, by: x509.Name, key: Any, signer: Any, *, host: str = "", authority: bool = False
) -> Any:
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if host:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    return made.sign(signer, hashes.SHA256())
