"""Every setting, once. The environment sets them: SHENBAO_HOME and so on; docs/reference/settings.md lists them."""

import re
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, Field, SecretStr, ValidationInfo
from pydantic_settings import BaseSettings, SettingsConfigDict


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _user_data() -> Path:
    return Path(platformdirs.user_data_dir("shenbao", appauthor=False))


_LOOPBACK = r"127(\.\d{1,3}){3}|localhost"


def _listening(host: str) -> str:
    if not re.fullmatch(rf"{_LOOPBACK}|\d{{1,3}}(\.\d{{1,3}}){{3}}", host):
        raise ValueError(
            f"{host!r} is no address to listen at; write 127.0.0.1, or 0.0.0.0 for every network"
        )
    return host


def _public(address: str, info: ValidationInfo) -> str:
    """Where people find the console; passwords go nowhere in the clear, except within this machine."""
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
        raise ValueError(f"{address!r} is no address of a site; write one as https://shenbao.example.org")
    if parts.scheme == "http" and not re.fullmatch(_LOOPBACK, parts.hostname or ""):
        raise ValueError(f"{address!r} would show passwords on the way; put a proxy with https before it")
    if not address and not re.fullmatch(_LOOPBACK, info.data.get("host", "")):
        raise ValueError(
            "SHENBAO_HOST listens beyond this machine: write here what people type to reach it, https://…"
        )
    return address.rstrip("/")


def _prefect(how: str) -> str:
    if how in ("sidecar", "off"):
        return how
    if not re.fullmatch(r"https?://[^/\s:]+(:\d{1,5})?(/api)?/?", how):
        raise ValueError(
            f"{how!r} is no way to have Prefect; write sidecar, off, or an address such as http://host:4200"
        )
    return f"{how.rstrip('/').removesuffix('/api')}/api"


def _switch(text: str) -> str:
    if text not in ("on", "off"):
        raise ValueError(f"{text!r} is neither; write on or off")
    return text


_ADDRESS = r"[!-?A-~]+@[A-Za-z0-9][A-Za-z0-9.-]*"


def _address(text: str) -> str:
    """An address for mail, or nothing."""
    if text and not re.fullmatch(_ADDRESS, text):
        raise ValueError(f"{text!r} is no address for mail; write one as name@example.org")
    return text


def _sender(text: str, info: ValidationInfo) -> str:
    address = parseaddr(text)[1]
    if not re.fullmatch(_ADDRESS, address):
        raise ValueError(f"{text!r} names no sender; write it as 申报系统 <name@example.org>")
    if info.data.get("mail") == "smtp" and address.endswith("@localhost"):
        raise ValueError(
            "letters go to a mail server: write whom they come from, 申报系统 <name@example.org>"
        )
    return text


def _mail_host(host: str, info: ValidationInfo) -> str:
    if not host and info.data.get("mail") == "smtp":
        raise ValueError(
            "letters go to a mail server (SHENBAO_MAIL=smtp): write its name here, or an address"
        )
    if host and not re.fullmatch(r"[A-Za-z0-9._-]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*", host):
        raise ValueError(f"{host!r} is no name of a host; the port has a variable of its own")
    return host


def _safe(user: str, info: ValidationInfo) -> str:
    """A password goes nowhere in the clear, except within this machine."""
    host = info.data.get("smtp_host", "")
    if user and info.data.get("smtp_security") == "none" and host not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError("signing in without encryption would show the password; set SHENBAO_SMTP_SECURITY")
    return user


def _file(path: Path | None) -> Path | None:
    if path is not None and not path.expanduser().is_file():
        raise ValueError(f"{str(path)!r} is no file; name one with certificates in PEM")
    return path and _absolute(path)


def _file_at_home(settings: dict[str, Any]) -> str:
    return f"sqlite:///{settings['home'] / 'shenbao.db'}"


def _files_at_home(settings: dict[str, Any]) -> Path:
    home: Path = settings["home"]
    return home / "files"


def _keys_at_home(settings: dict[str, Any]) -> Path:
    home: Path = settings["home"]
    return home / "keys"


def _folder(path: Path | None) -> Path | None:
    if path is not None and not path.expanduser().is_dir():
        raise ValueError(f"{str(path)!r} is no folder; name one that has fonts in it")
    return path and _absolute(path)


class Settings(BaseSettings):
    """The settings as the environment gives them; pydantic's ValidationError names a wrong one."""

    model_config = SettingsConfigDict(env_prefix="SHENBAO_", env_ignore_empty=True, frozen=True)

    home: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=_user_data,
        description="Folder of all that shenbao keeps. Default: the user's data folder of the system.",
    )
    database_url: str = Field(
        default_factory=_file_at_home,
        description="The database: `sqlite:////absolute/path` or `postgresql://user@host/database`. "
        "Default: the file `shenbao.db` in the home folder.",
    )

    # Files that people send: docs/howto/hand-in-materials.md
    files: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=_files_at_home,
        description="Folder of the files that people send; shared by all nodes. Default: `files` in the home folder.",
    )
    upload_mb: int = Field(
        default=50, ge=1, le=2000, description="Megabytes that one file may have that somebody sends."
    )

    # The service: docs/howto/run-the-service.md
    host: Annotated[str, AfterValidator(_listening)] = Field(
        default="127.0.0.1",
        description="Address the console listens at: this machine only, or that of a network behind a proxy.",
    )
    public_url: Annotated[str, AfterValidator(_public)] = Field(
        default="",
        validate_default=True,
        description="What people type to reach the console, `https://…`: needed where it is not on this machine "
        "alone. Cookies then go through https only.",
    )
    port: int = Field(
        default=8000, ge=0, le=65535, description="Port the console listens at; 0 takes any that is free."
    )
    scheduler: Annotated[str, AfterValidator(_switch)] = Field(
        default="on", description="`on` or `off`: whether this process does by itself what is due."
    )
    safety_interval: float = Field(
        default=30.0,
        ge=1,
        le=3600,
        description="Seconds after which it is looked again at what is due, whatever the waker knows of.",
    )
    prefect: Annotated[str, AfterValidator(_prefect)] = Field(
        default="sidecar",
        description="`sidecar`: a server of Prefect's beside the service records what runs by itself; "
        "`off`: none does; or the address of one.",
    )
    demonstration: Annotated[str, AfterValidator(_switch)] = Field(
        default="on",
        description="`on` or `off`: whether a database that `shenbao run` makes gets invented cases to look at.",
    )

    # Papers, see docs/howto/print-papers.md
    fonts: Annotated[Path | None, AfterValidator(_folder)] = Field(
        default=None,
        description="Folder that is looked through for fonts before those of the system.",
    )
    keys: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=_keys_at_home,
        description="Folder of the private keys that certificates are signed with. Default: `keys` in the home folder.",
    )

    # Letters, see docs/howto/send-letters.md
    mail: Literal["maildir", "console", "smtp"] = Field(
        default="maildir",
        description="Where letters go: `maildir`, a folder; `console`, the terminal; `smtp`, a mail server.",
    )
    mail_dir: Path | None = Field(
        default=None,
        description="The Maildir for `maildir`. Default: `letters` in the home folder.",
    )
    mail_from: Annotated[str, AfterValidator(_sender)] = Field(
        default="申报系统 <shenbao@localhost>",
        validate_default=True,
        description="Name and address that letters come from.",
    )
    mail_reply_to: Annotated[str, AfterValidator(_address)] = Field(
        default="", description="Address for answers. Default: answers go to the sender."
    )
    witness: Annotated[str, AfterValidator(_address)] = Field(
        default="",
        description="Address outside that keeps the daily seals; without it their letters are withheld.",
    )
    smtp_host: Annotated[str, AfterValidator(_mail_host)] = Field(
        default="", validate_default=True, description="The mail server, for `smtp`."
    )
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        description="`starttls`, `tls` from the first byte, or `none`; certificates are always checked.",
    )
    smtp_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="Port of the mail server. Default: 587 for `starttls`, 465 for `tls`, 25 for `none`.",
    )
    smtp_user: Annotated[str, AfterValidator(_safe)] = Field(
        default="", description="Name to sign in with; empty for a server that asks for none."
    )
    smtp_password: SecretStr = Field(
        default=SecretStr(""), description="Password to sign in with. It is never shown."
    )
    smtp_timeout: float = Field(
        default=30.0, ge=1, le=600, description="Seconds that the mail server has for each step."
    )
    smtp_connections: int = Field(
        default=4, ge=1, le=64, description="How many connections to the mail server are used at once."
    )
    smtp_ca_file: Annotated[Path | None, AfterValidator(_file)] = Field(
        default=None,
        description="File of certificates to trust besides the system's, for a server with one of its own.",
    )
