"""Marks made by machine: identifiers, random numbers, digests, base 64."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from uuid import UUID

from shared.forms.functions.numbers import whole
from shared.forms.functions.signature import Argument, Function, eager
from shared.forms.scope import Closure, Scope
from shared.forms.trouble import wrong_kind
from shared.forms.values import LONGEST_TEXT, Value, to_text

_ALGORITHMS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _random(_: Sequence[Argument]) -> Closure:
    return lambda scope: scope.chance()


def _uuid(arguments: Sequence[Argument]) -> Closure:
    if arguments:
        length = arguments[0].value
        return lambda scope: _letters(scope, min(whole(length(scope)), LONGEST_TEXT))
    return lambda scope: str(UUID(int=_bits(scope), version=4))


def _bits(scope: Scope) -> int:
    """Return 128 random bits."""
    bits = 0
    for _ in range(8):
        bits = bits << 16 | int(scope.chance() * 65_536)
    return bits


def _letters(scope: Scope, length: int) -> str:
    scope.spend(max(length, 0))
    return "".join(_LETTERS[int(scope.chance() * len(_LETTERS))] for _ in range(length))


def _digest(value: Value, algorithm: Value, encoding: Value = "base64") -> Value:
    name = _ALGORITHMS.get(to_text(algorithm).upper())
    if name is None:
        raise wrong_kind(f"`digest` knows {', '.join(_ALGORITHMS)}.")
    digest = hashlib.new(name, to_text(value).encode(), usedforsecurity=False).digest()
    match to_text(encoding).lower():
        case "hex":
            return digest.hex()
        case "base64":
            return base64.b64encode(digest).decode()
        case _:
            raise wrong_kind("`digest` writes 'hex' or 'base64'.")


def _decoded(value: Value) -> Value:
    """Read base 64; other signs in it are passed over, and what is cut short is ''."""
    try:
        return base64.b64decode(to_text(value).encode()).decode(errors="replace")[:LONGEST_TEXT]
    except binascii.Error:
        return ""


MARKS: dict[str, Function] = {
    "random": Function(0, 0, _random),
    "uuid": Function(0, 1, _uuid),
    "digest": Function(2, 3, eager(_digest), constant=True),
    "base64-decode": Function(1, 1, eager(_decoded), constant=True),
}
