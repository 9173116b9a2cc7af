"""What structure validation lets through: references that lead nowhere, codes of no value set, units that are no units.

Every function yields one line per fault, with the place of it in the bundle.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from lark.exceptions import LarkError
from ucumvert import get_ucum_parser

COMPARATORS = frozenset({"<", "<=", ">=", ">", "ad"})  # http://hl7.org/fhir/ValueSet/quantity-comparator
COMBINATIONS = frozenset({"all-of", "any-of", "at-least", "at-most", "statistical", "net-effect", "dataset"})
ROLES = frozenset({"population", "subpopulation", "exposure", "referenceExposure", "measuredVariable", "confounder"})
ARTIFACT_TYPES = frozenset({"citation", "derived-from", "documentation", "justification", "predecessor", "successor"})
UCUM = "http://unitsofmeasure.org"

Json = Mapping[str, Any]


def find_faults(bundle: Json) -> Iterator[str]:
    """Every fault of a bundle, in document order; none when it may go out."""
    resources = [entry["resource"] for entry in bundle.get("entry", [])]
    urls = {resource["url"]: resource["resourceType"] for resource in resources}
    if len(urls) != len(resources):
        yield "two resources share a url"
    codes = {r["url"]: {c["code"] for c in r["concept"]} for r in resources if r["resourceType"] == "CodeSystem"}
    for resource in resources:
        if resource["resourceType"] != "CodeSystem":
            yield from _walk(resource, f"{resource['resourceType']}/{resource['id']}", urls, codes)


def _walk(node: Any, path: str, urls: Mapping[str, str], codes: Mapping[str, set[str]]) -> Iterator[str]:
    if isinstance(node, list):
        for at, member in enumerate(node):
            yield from _walk(member, f"{path}[{at}]", urls, codes)
    elif isinstance(node, Mapping):
        yield from _check_node(node, path, urls, codes)
        for name, member in node.items():
            yield from _walk(member, f"{path}.{name}", urls, codes)


def _check_node(node: Json, path: str, urls: Mapping[str, str], codes: Mapping[str, set[str]]) -> Iterator[str]:
    if "reference" in node and node["reference"] not in urls:
        yield f"{path}: reference to {node['reference']}, which is not in the bundle"
    if "comparator" in node and node["comparator"] not in COMPARATORS:
        yield f"{path}: comparator {node['comparator']!r} is not in quantity-comparator"
    if node.get("system") == UCUM and not _is_unit(str(node.get("code", ""))):
        yield f"{path}: {node.get('code')!r} is not a UCUM code"
    system = str(node.get("system", ""))
    if system in codes and node.get("code") not in codes[system]:
        yield f"{path}: code {node.get('code')!r} is not in {system}"
    if system.startswith("https://guideline-claims.org") and system not in codes:
        yield f"{path}: no CodeSystem {system} in the bundle"
    if system.endswith("/variable-role") and node.get("code") not in ROLES:
        yield f"{path}: {node.get('code')!r} is not in variable-role"
    combination = node.get("definitionByCombination")
    if combination and combination.get("code") not in COMBINATIONS:
        yield f"{path}: {combination.get('code')!r} is not in characteristic-combination"
    for artifact in node.get("relatedArtifact", ()):
        if artifact.get("type") not in ARTIFACT_TYPES:
            yield f"{path}: {artifact.get('type')!r} is not in related-artifact-type"
    low, high = node.get("low"), node.get("high")
    if low and high and low.get("value") is not None and low["value"] > high.get("value", low["value"]):
        yield f"{path}: range from {low['value']} to {high['value']}"


@cache
def _is_unit(code: str) -> bool:
    try:
        get_ucum_parser().parse(code)
    except LarkError:
        return False
    return True
