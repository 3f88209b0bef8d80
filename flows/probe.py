"""Whether Prefect's server answers, asked with a limit of one second and without Prefect's own client."""

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

__all__ = ["answers"]

SECONDS = 1.0


def answers(api: str) -> bool:
    """Whether the API at this address (``http://host:port/api``) is well; no proxy is asked."""
    parts = urlsplit(api)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        connection.request("GET", f"{parts.path}/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
