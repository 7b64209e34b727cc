"""The address of a mission's server, checked before anything secret is sent to it."""

from ipaddress import ip_address
from typing import ClassVar
from urllib.parse import SplitResult, urlsplit, urlunsplit

from client.language import later, tr
from shared.problems import Problem


class BadAddress(Problem):
    """The text is no address of a server."""

    code: ClassVar[str] = "bad-address"
    title: ClassVar[str] = later("This is not a server's address")


class PlainHttp(Problem):
    """The address would carry token and reports in the clear."""

    code: ClassVar[str] = "plain-http"
    title: ClassVar[str] = later("The address is not encrypted")


def server_address(text: str, *, plain_http: bool = False) -> str:
    """Return `text` as a base URL: scheme and host, no slash at the end; https by default.

    `http://` is taken for this machine itself, and elsewhere only where `plain_http` allows it.
    Raises BadAddress or PlainHttp.
    """
    written = text.strip()
    parts = _parts(written if "://" in written else f"https://{written}")
    if parts is None:
        raise BadAddress(
            tr(
                "%(written)s is not the address of a mission's server. It looks like "
                "https://mission.example.org; copy it from the coordinator's page."
            )
            % {"written": repr(written)}
        )
    is_open = parts.scheme == "http" and not is_this_machine(parts.hostname or "")
    if is_open and not plain_http:
        raise PlainHttp(
            tr(
                "%(written)s is not encrypted: anyone on the network could read the reports. "
                "Use https://. For a network that is nobody else's, repeat with "
                "--allow-plain-http."
            )
            % {"written": written}
        )
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))


def is_this_machine(host: str) -> bool:
    """Tell whether `host` is the machine's own loopback."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(url: str) -> SplitResult | None:
    """Return the parts of a plain server URL, or None for anything else."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is none
    except ValueError:
        return None
    is_plain = not (parts.username or parts.query or parts.fragment or " " in url)
    return parts if is_plain and parts.hostname and parts.scheme in {"http", "https"} else None
