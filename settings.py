"""Every setting, once. The environment sets them: SHENBAO_HOME and so on; docs/reference/settings.md lists them."""

from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _user_data() -> Path:
    return Path(platformdirs.user_data_dir("shenbao", appauthor=False))


def _file_at_home(settings: dict[str, Any]) -> str:
    return f"sqlite:///{settings['home'] / 'shenbao.db'}"


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
