"""What all records share: frozen models, JSON numbers, canonical JSON and hashes."""

import hashlib
import json
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainSerializer


def json_number(number: Decimal) -> int | float:
    """The JSON number nearest to a decimal: an int where it is whole."""
    return int(number) if number == number.to_integral_value() else float(number)


Number = Annotated[Decimal, PlainSerializer(json_number, return_type=int | float, when_used="json")]


class Record(BaseModel):
    """Base of all records: frozen, no unknown fields, serialised under the public names."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    def to_json(self) -> str:
        """One line of JSON, keys in the order of the fields, non-ASCII as it is."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False)


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces, the form that ids and hashes are computed from (RFC 8785 in spirit)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(data: bytes | str) -> str:
    """``sha256:`` and the hex digest of the bytes (text as UTF-8)."""
    return "sha256:" + hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
