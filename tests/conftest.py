"""What every test has: a home of its own, no settings of whoever runs it, steady Hypothesis runs."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# No test is timed, so an example has no deadline; CI runs the same examples every time.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(autouse=True, scope="session")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is read from or written to the data and the settings of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("SHENBAO_", "PREFECT_")):
                patch.delenv(name)
        patch.setenv("SHENBAO_HOME", str(tmp_path_factory.mktemp("shenbao")))
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
        patch.setenv("PREFECT_SERVER_ALLOW_EPHEMERAL_MODE", "false")
        patch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
        patch.setenv("DO_NOT_TRACK", "1")
        yield
