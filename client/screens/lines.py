"""How screens get a line to the mission's server."""

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # start-up time: these bring all messages and the forms
    from client.identity import Identity
    from client.remote import Remote


class Lines(Protocol):
    """Opens lines to servers."""

    def for_stranger(self, url: str, *, plain_http: bool) -> "AbstractAsyncContextManager[Remote]":
        """Return a line for a laptop that is not enrolled yet."""
        ...

    def for_device(self, identity: "Identity") -> "AbstractAsyncContextManager[Remote]":
        """Return a line for an enrolled laptop."""
        ...


class HttpLines:
    """Lines over HTTP."""

    def for_stranger(self, url: str, *, plain_http: bool) -> "AbstractAsyncContextManager[Remote]":
        """Return a line for a laptop that is not enrolled yet."""
        from client.http import HttpRemote  # noqa: PLC0415 - start-up time of the first screen

        return HttpRemote(url, plain_http=plain_http)

    def for_device(self, identity: "Identity") -> "AbstractAsyncContextManager[Remote]":
        """Return a line for an enrolled laptop."""
        from client.http import HttpRemote  # noqa: PLC0415 - start-up time of the first screen

        return HttpRemote(identity.server_url, identity.token, plain_http=identity.plain_http)
