"""The claim records themselves, a line each, with their JSON Schema: for everything that reads JSON."""

import json
from collections.abc import Sequence

from ..records import Claim


def compile_jsonl(claims: Sequence[Claim]) -> dict[str, str | bytes]:
    """``claims.jsonl`` and ``claim.schema.json`` (JSON Schema 2020-12)."""
    schema = json.dumps(Claim.model_json_schema(mode="serialization"), indent=1, ensure_ascii=False)
    return {"claims.jsonl": "".join(claim.to_json() + "\n" for claim in claims), "claim.schema.json": schema + "\n"}
