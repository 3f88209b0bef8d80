"""The keys of the house: made once, kept as files that only the service's own user reads, told by their public halves.

The database holds the public keys alone, so that neither a copy of it nor who reads it can make a certificate.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from casework.service import Service
from casework.storage.holding import hold
from errors import ShenbaoError
from models.tables import signing_key as table
from papers.signing import SigningKey, VerifyingKey, decoded, encoded

__all__ = ["KeyUnusable", "PublicKey", "key_to_sign_with", "public_keys", "rotate_key"]

READERS_BEYOND = 0o077


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: its id, the key in base64url, since when, whether it is the one that signs now."""

    id: str
    public: str
    made_at: datetime
    signs: bool

    @property
    def verifying(self) -> VerifyingKey:
        """The key itself."""
        return VerifyingKey(decoded(self.public))


class KeyUnusable(ShenbaoError):
    """The private key cannot be used here. Attributes: ``id`` of the key, ``path`` of its file."""

    def __init__(self, id: str, path: Path | None, why: str) -> None:
        self.id, self.path = id, path
        super().__init__(why)


def public_keys(service: Service) -> tuple[PublicKey, ...]:
    """All public keys, the one that signs now first; none before the first certificate."""
    with service.store.reading() as connection:
        rows = connection.execute(select(table).order_by(table.c.number.desc())).all()
    return tuple(PublicKey(row.id, row.public, row.made_at, row is rows[0]) for row in rows)


def key_to_sign_with(service: Service, now: datetime) -> SigningKey:
    """The private key that signs now; the first time it is made.

    Raises KeyUnusable where its file is not here, can be read by others, or is not of this key.
    """
    with service.store.reading() as connection:
        row = _last(connection)
    if row is None:
        return _make(service, now, number=1)
    return _read(_folder(service), row.id)


def rotate_key(service: Service, now: datetime) -> PublicKey:
    """Make a new key, which signs from now on; what older ones signed is checked with them as before."""
    with service.store.reading() as connection:
        row = _last(connection)
    key = _make(service, now, number=row.number + 1 if row else 1).public
    return PublicKey(key.id, encoded(key.raw), now, True)


def _last(connection: Connection) -> Any:
    return connection.execute(select(table).order_by(table.c.number.desc()).limit(1)).one_or_none()


def _folder(service: Service) -> Path:
    if service.press.keys is None:
        raise KeyUnusable("", None, "此处不签发证书 / nothing is signed here: no folder for keys is set")
    return service.press.keys


def _make(service: Service, now: datetime, number: int) -> SigningKey:
    """Make the key of this number, unless somebody else did just now; the file is whole before the row is there."""
    folder = _folder(service)
    with service.store.writing() as connection:
        hold(connection, "signing_key")
        row = _last(connection)
        if row is not None and row.number >= number:
            return _read(folder, row.id)
        key = SigningKey(bytes.fromhex(service.entropy.salt() + service.entropy.salt()))
        _write(folder, key)
        made = {"id": key.public.id, "number": number, "public": encoded(key.public.raw), "made_at": now}
        connection.execute(insert(table), made)
    return key


def _write(folder: Path, key: SigningKey) -> None:
    path = folder / f"{key.public.id}.key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(part, "w") as file:
            file.write(key.seed.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise KeyUnusable(
            key.public.id, path, f"不能保存签名密钥 / the key cannot be kept in {path}: {error.strerror}"
        ) from error


def _read(folder: Path, id: str) -> SigningKey:
    path = folder / f"{id}.key"
    try:
        if path.stat().st_mode & READERS_BEYOND:
            raise KeyUnusable(
                id,
                path,
                f"签名密钥可被他人读取，请 chmod 600 / others can read the private key {path}: chmod 600",
            )
        key = SigningKey(bytes.fromhex(path.read_text(encoding="ascii").strip()))
        if len(key.seed) == 32 and key.public.id == id:
            return key
    except FileNotFoundError:
        raise KeyUnusable(
            id, path,
            f"此机没有签名密钥 {id}：请从签发过证书的机器复制，或用 shenbao certificate rotate 换新"
            f" / the private key {path} is not here: copy it from the machine that has it, or make a new one with"
            " `shenbao certificate rotate`",
        ) from None  # fmt: skip
    except OSError as error:
        raise KeyUnusable(id, path, f"不能读取签名密钥 / {path} cannot be read: {error.strerror}") from error
    except ValueError:
        pass
    raise KeyUnusable(id, path, f"签名密钥已损坏 / {path} is not the private key {id}")
