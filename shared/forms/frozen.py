"""A model that can't change, and whose JSON says no more than it must."""

from functools import cache
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    SerializerFunctionWrapHandler,
    model_serializer,
)

_TAG = "type"
"""The field by which a kind is known; always written."""


class Frozen(BaseModel):
    """A model that can't change, and that refuses keys it does not know.

    As JSON, fields that have their defaults are left out, so that the same content reads the same
    in a release that knows more fields.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_serializer(mode="wrap")
    def _without_defaults(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        defaults = _defaults_of(type(self))
        return {
            key: value
            for key, value in handler(self).items()
            if key not in defaults or getattr(self, key) != defaults[key]
        }


@cache
def _defaults_of(model: type[Frozen]) -> dict[str, Any]:
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in model.model_fields.items()
        if name != _TAG and not field.is_required()
    }
