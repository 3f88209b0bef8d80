"""Letters handed to a mail server (aiosmtplib): a few connections, each used for many letters."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientRefused, SMTPResponseException
from pydantic import SecretStr

from notifications.errors import MailRefused, MailUnavailable
from notifications.message import Mail
from notifications.transport import Answer

__all__ = ["Smtp", "SmtpServer"]

_LOST = (SMTPException, OSError, TimeoutError)  # whatever may go wrong on a connection
_LONGEST = 300  # characters of an answer that are kept


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """The mail server.

    Certificates are always checked, against ``ca_file`` too where one is named; ``timeout`` is of each step, seconds.
    """

    host: str
    port: int
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr | None = None
    timeout: float = 30.0
    connections: int = 4
    ca_file: Path | None = None


class Smtp:
    """Sends over up to ``connections`` connections at once, each opened when it is first needed."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server
        self.connections = server.connections
        self._idle: list[SMTP] = []
        self._open = 0  # letters that have a connection, or are about to get one
        self._returned = asyncio.Event()

    async def send(self, mail: Mail) -> Answer:
        """Hand one mail over.

        What fails before any recipient was named says nothing of this mail: MailUnavailable, and MailRefused where the
        server refuses the password or the sender for good. A connection that is lost later defers it, also after its
        text was sent, when nobody knows whether it arrived.
        """
        async with self._client(mail) as client:
            refusals = {address: await _named(client, address) for address in mail.to}
            accepted = tuple(address for address, refusal in refusals.items() if refusal is None)
            problems = {address: refusal for address, refusal in refusals.items() if refusal is not None}
            if not accepted:
                await _forget(client)
                return _answer((), problems)
            try:
                await client.data(mail.content, timeout=self.server.timeout)
            except SMTPDataError as error:
                return _answer((), problems | dict.fromkeys(accepted, error))
            except _LOST as error:
                _drop(client)
                return _answer((), problems | dict.fromkeys(accepted, error))
            return _answer(accepted, problems)

    @asynccontextmanager
    async def _client(self, mail: Mail) -> AsyncIterator[SMTP]:
        """A connection that has taken the sender of this mail; it goes back to the idle ones, if it still stands."""
        self._open += 1
        client = None
        try:
            client = await self._greeted(mail)
            yield client
        except BaseException:
            if client is not None:
                _drop(client)  # half a letter is on its way: the connection cannot be used for another
            raise
        finally:
            self._open -= 1
            if client is not None and client.is_connected:
                self._idle.append(client)
            self._returned.set()

    async def _greeted(self, mail: Mail) -> SMTP:
        """An idle connection may have been closed by the server in the meantime: then a new one is opened."""
        while self._idle:
            client = self._idle.pop()
            try:
                await client.mail(mail.sender, timeout=self.server.timeout)
            except _LOST:
                _drop(client)
            else:
                return client
        client = await self._connected_or_returned(mail)
        try:
            await client.mail(mail.sender, timeout=self.server.timeout)
        except _LOST as error:
            _drop(client)
            raise self._no_way(error, f"the sender {mail.sender}: ") from error
        return client

    async def _connected_or_returned(self, mail: Mail) -> SMTP:
        """A new connection; where the server allows no more of them, one that another letter gives back."""
        try:
            return await self._connect(mail)
        except SMTPResponseException as error:
            returned = await self._returned_by_another() if error.code // 100 == 4 else None
            if returned is None:
                raise self._no_way(error) from error
            return returned
        except _LOST as error:
            raise self._no_way(error) from error

    async def _returned_by_another(self) -> SMTP | None:
        """Wait for a connection as long as anybody has or tries to get one; None where nobody has."""
        self._open -= 1
        self._returned.set()
        try:
            while self._open:
                self._returned.clear()
                await self._returned.wait()
                while self._idle:
                    client = self._idle.pop()
                    if client.is_connected:
                        return client
            return None
        finally:
            self._open += 1

    async def _connect(self, mail: Mail) -> SMTP:
        server = self.server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            local_hostname=mail.sender.rpartition("@")[
                2
            ],  # else a look-up of names, which may hang without a network
            timeout=server.timeout,
            use_tls=server.security == "tls",
            start_tls=False,  # asked for below, so that a connection that fails there can be dropped
            tls_context=self._tls if server.security != "none" else None,
        )
        await client.connect()
        try:
            if server.security == "starttls":
                await client.starttls()
            if server.user:
                await client.login(server.user, server.password.get_secret_value() if server.password else "")
        except BaseException:
            _drop(client)
            raise
        return client

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.server.ca_file:
            context.load_verify_locations(self.server.ca_file)
        return context

    def _no_way(self, error: Exception, about: str = "") -> MailUnavailable:
        """What it means that no letter can be handed over at all."""
        kind = MailRefused if _is_final(error) else MailUnavailable
        return kind(f"mail server {self.server.host}:{self.server.port}", about + _said(error))

    async def close(self) -> None:
        """Say goodbye on the idle connections."""
        while self._idle:
            client = self._idle.pop()
            with suppress(*_LOST):
                await client.execute_command(b"QUIT", timeout=self.server.timeout)
            _drop(client)
        self._returned = asyncio.Event()  # the next letters may come from another event loop
        await asyncio.sleep(0)  # connections are let go of in the loop's next turn, which may be its last


async def _named(client: SMTP, address: str) -> Exception | None:
    """Name one recipient; the refusal, or None."""
    try:
        await client.rcpt(address)
    except SMTPRecipientRefused as error:
        return error
    except _LOST as error:
        _drop(client)
        return error
    return None


def _drop(client: SMTP) -> None:
    """End a connection at once: a polite end of TLS would go on behind our back."""
    transport = client.transport
    client.close()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


async def _forget(client: SMTP) -> None:
    """Let the connection be ready for the next letter."""
    try:
        await client.rset()
    except _LOST:
        _drop(client)


def _answer(accepted: tuple[str, ...], problems: dict[str, Exception]) -> Answer:
    final = {address: error for address, error in problems.items() if _is_final(error)}
    return Answer(
        accepted,
        {address: _said(error) for address, error in problems.items() if address not in final},
        {address: _said(error) for address, error in final.items()},
    )


def _is_final(error: Exception) -> bool:
    return isinstance(error, SMTPResponseException) and error.code // 100 == 5


def _said(error: Exception) -> str:
    """What the server said, in one line that any database keeps; of other errors what happened."""
    if isinstance(error, SMTPResponseException):
        text = f"{error.code} {error.message}"
    else:
        text = str(error) or type(error).__name__
    return "".join(each if each.isprintable() else "?" for each in " ".join(text.split()))[:_LONGEST]
