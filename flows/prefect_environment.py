"""How Prefect is told to behave: by variables of the environment, set before it is imported."""

from pathlib import Path

__all__ = ["for_client", "for_server", "without_proxy"]

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",  # else it starts a server of its own, which outlives us
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
}


def for_client(home: Path, api: str) -> dict[str, str]:
    """For a process that has its runs recorded at ``api``: nothing waits for a server that is away.

    Nothing that is logged goes to Prefect, whose pages have no sign-in of ours.
    """
    return QUIET | {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_API_URL": api,
        "PREFECT_CLIENT_MAX_RETRIES": "0",
        "PREFECT_API_REQUEST_TIMEOUT": "3",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }


def for_server(home: Path, port: int) -> dict[str, str]:
    """For the server beside us: its database, its pages and its port, all on this machine."""
    return QUIET | {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_UI_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    }


def without_proxy(hosts: str) -> dict[str, str]:
    """The loopback is reached directly, whatever proxy the machine has; ``hosts`` is NO_PROXY as it was."""
    named = [each for each in (*hosts.split(","), "127.0.0.1", "localhost") if each]
    return dict.fromkeys(("NO_PROXY", "no_proxy"), ",".join(dict.fromkeys(named)))
