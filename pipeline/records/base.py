"""What all records share: frozen models, JSON numbers, canonical JSON and hashes."""

import hashlib
import json
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, PlainSerializer


@cache
def _shape_of(record: type[BaseModel]) -> tuple[dict[str, Any], frozenset[str]]:
    """The fields of a record in order with their defaults, which never change, and the names of those without one."""
    fields = record.model_fields
    required = frozenset(name for name, field in fields.items() if field.is_required() or field.default_factory)
    return {name: None if name in required else field.default for name, field in fields.items()}, required


@cache
def _names_of(fields: tuple[str, ...]) -> set[str]:
    """One set for all records that were made of these fields: they are frozen, and a copy has a set of its own."""
    return set(fields)


def json_number(number: Decimal) -> int | float:
    """The JSON number nearest to a decimal: an int where it is whole."""
    return int(number) if number == number.to_integral_value() else float(number)


Number = Annotated[Decimal, PlainSerializer(json_number, return_type=int | float, when_used="json")]


_set = object.__setattr__  # records are frozen


class Record(BaseModel):
    """Base of all records: frozen, no unknown fields, serialised under the public names."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    @classmethod
    def model_construct(  # type: ignore[override]  # the plugin of pydantic writes a signature of its own
        cls, _fields_set: set[str] | None = None, **values: Any
    ) -> Self:
        """A record of values that are known to be sound, under their names in Python: nothing is validated.

        Four times as fast as the inherited method, which looks at every alias. A missing or unknown name is a
        ``TypeError``.
        """
        template, required = _shape_of(cls)
        fields = template.copy()
        fields.update(values)
        if len(fields) != len(template) or not required <= values.keys():
            raise TypeError(f"{cls.__name__} cannot be made of {', '.join(values)}")
        record = cls.__new__(cls)
        _set(record, "__dict__", fields)
        _set(record, "__pydantic_fields_set__", _names_of(tuple(values)) if _fields_set is None else _fields_set)
        _set(record, "__pydantic_extra__", None)
        _set(record, "__pydantic_private__", None)
        return record

    def to_json(self) -> str:
        """One line of JSON, keys in the order of the fields, non-ASCII as it is."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces, the form that ids and hashes are computed from (RFC 8785 in spirit)."""
    return _CANONICAL.encode(value)


def sha256_of(data: bytes | str) -> str:
    """``sha256:`` and the hex digest of the bytes (text as UTF-8)."""
    return "sha256:" + hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
