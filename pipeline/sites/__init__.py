"""What is known of sites: which lines and elements of their pages are no content. TOML files and their loader.

Every file describes one source of pages; ``default.toml`` holds what is true of any site. All profiles that a page
shows signs of are applied together: a WebMD copy of a PDQ summary has the furniture of both.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

PROFILES = ("webmd", "cancer_gov", "default")
"""In the order in which their rules are asked; the first that names a publisher gives it."""

PART_RE = re.compile(r"[-_:]+|(?<=[a-z])([A-Z])")

Zone = Literal["head", "any", "tail"]
Action = Literal["references", "announced", "drop", "contents"]


@dataclass(frozen=True)
class LineRule:
    """Lines that are no content, matched whole. ``zone``: before the title, anywhere, or the beginning of the tail."""

    rule: str
    reason: str
    zone: Zone
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class BlockRule:
    """Lines between two that match ``start`` and ``end``, both included, at most ``max_lines`` of them."""

    rule: str
    reason: str
    start: re.Pattern[str]
    end: re.Pattern[str]
    max_lines: int


@dataclass(frozen=True)
class SectionRule:
    """Sections that are told by their heading, and what is done with them."""

    rule: str
    reason: str
    action: Action
    pattern: re.Pattern[str]

    @property
    def is_box(self) -> bool:
        """True for furniture of a site, which reaches as far as its element and not to the next heading."""
        return self.action == "drop" and self.rule.startswith("default/")


@dataclass(frozen=True)
class ElementRule:
    """Elements of HTML pages told by a class name or id: one of ``words``, or a name that has one of ``parts``.

    Parts are what hyphens, underscores and capitals divide a name into, in lower case.
    """

    rule: str
    reason: str
    words: frozenset[str]
    parts: frozenset[str]

    def matches(self, name: str) -> bool:
        """True where this class name or id is one of the rule's."""
        return name in self.words or not self.parts.isdisjoint(PART_RE.sub(r" \1", name).lower().split())


@dataclass(frozen=True)
class SiteProfile:
    """One file of this folder, compiled."""

    name: str
    publisher: str | None
    original_source: str | None
    hosts: tuple[str, ...]
    signs: re.Pattern[str] | None
    source_signs: re.Pattern[str] | None
    title_after: re.Pattern[str] | None
    lines: tuple[LineRule, ...]
    blocks: tuple[BlockRule, ...]
    sections: tuple[SectionRule, ...]
    elements: tuple[ElementRule, ...]

    def has_host(self, host: str) -> bool:
        """True for a host of the site or one below it."""
        return any(host == known or host.endswith(f".{known}") for known in self.hosts)


@dataclass(frozen=True)
class Profile:
    """The profiles that apply to one page, asked as one."""

    sites: tuple[SiteProfile, ...]

    @cached_property
    def _any_line(self) -> re.Pattern[str]:
        return _compile([f"(?:{rule.pattern.pattern})" for site in self.sites for rule in site.lines])

    @cached_property
    def _element_names(self) -> re.Pattern[str]:
        rules = [rule for site in self.sites for rule in site.elements]
        words = "|".join(sorted(re.escape(word) for rule in rules for word in rule.words))
        parts = "|".join(sorted(re.escape(part) for rule in rules for part in rule.parts))
        return re.compile(rf"\A(?:{words})\Z|{parts}", re.IGNORECASE)

    @cached_property
    def has_tail(self) -> bool:
        """True where some site tells where its pages end."""
        return any(rule.zone == "tail" for site in self.sites for rule in site.lines)

    @cached_property
    def _any_section(self) -> re.Pattern[str]:
        return _compile([f"(?:{rule.pattern.pattern})" for site in self.sites for rule in site.sections])

    @property
    def publisher(self) -> str | None:
        return next((site.publisher for site in self.sites if site.publisher), None)

    def find_line_rule(self, line: str, zone: Zone) -> LineRule | None:
        """The rule that leaves this line out in this zone (rules for ``any`` zone always count)."""
        if self._any_line.fullmatch(line) is None:
            return None
        for site in self.sites:
            for rule in site.lines:
                if rule.zone in (zone, "any") and rule.pattern.fullmatch(line):
                    return rule
        return None

    def find_section_rule(self, heading: str) -> SectionRule | None:
        """What is done with the section under this heading; None where it is content."""
        if self._any_section.fullmatch(heading) is None:
            return None
        for site in self.sites:
            for rule in site.sections:
                if rule.pattern.fullmatch(heading):
                    return rule
        return None

    def find_element_rule(self, name: str) -> ElementRule | None:
        """The rule for elements with this class name or id."""
        if self._element_names.search(name) is None:
            return None
        return next((rule for site in self.sites for rule in site.elements if rule.matches(name)), None)

    def find_blocks(self) -> Iterator[BlockRule]:
        """All rules that take several lines."""
        for site in self.sites:
            yield from site.blocks

    def is_title_mark(self, line: str) -> bool:
        """True for a line after which a text capture of a known site gives its title."""
        return any(site.title_after is not None and site.title_after.fullmatch(line) for site in self.sites)


# A site's signs are in the head and foot of its pages; reading 600 KB for them took half as long as parsing it.
SIGN_CHARS = 12_000


def find_profile(text: str, host: str = "") -> Profile:
    """The profiles that a page shows signs of, by its host or by its words; always ends with the default."""
    return _join_sites(tuple(name for name in PROFILES if _applies(load_site(name), text, host)))


@cache
def _join_sites(names: tuple[str, ...]) -> Profile:
    return Profile(tuple(load_site(name) for name in names))


def _applies(site: SiteProfile, text: str, host: str) -> bool:
    if site.signs is None:
        return True
    return site.has_host(host) or any(site.signs.search(part) for part in (text[:SIGN_CHARS], text[-SIGN_CHARS:]))


@cache
def load_rules(name: str) -> dict[str, Any]:
    """The parsed file ``<name>.toml`` of this folder."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def load_site(name: str) -> SiteProfile:
    """One profile, compiled; its rules are in the order of the file."""
    data = load_rules(name)
    label = data["site"]["name"]

    def heads(kind: str) -> Iterator[tuple[dict[str, Any], str, str]]:
        for entry in data.get(kind, ()):
            yield entry, f"{label}/{entry['rule']}", entry["reason"]

    return SiteProfile(
        name=label,
        publisher=data["site"].get("publisher"),
        original_source=data["site"].get("original_source"),
        hosts=tuple(data["site"].get("hosts", ())),
        signs=compile_patterns(data["site"].get("signs")),
        source_signs=compile_patterns(data["site"].get("source_signs")),
        title_after=compile_patterns(data["site"].get("title_after")),
        lines=tuple(
            LineRule(rule, reason, entry["zone"], _compile(entry["patterns"])) for entry, rule, reason in heads("line")
        ),
        blocks=tuple(
            BlockRule(rule, reason, _compile([entry["start"]]), _compile([entry["end"]]), entry["max_lines"])
            for entry, rule, reason in heads("block")
        ),
        sections=tuple(
            SectionRule(rule, reason, entry["action"], _compile(entry["patterns"]))
            for entry, rule, reason in heads("section")
        ),
        elements=tuple(
            ElementRule(rule, reason, frozenset(entry.get("words", ())), frozenset(entry.get("parts", ())))
            for entry, rule, reason in heads("element")
        ),
    )


def compile_patterns(patterns: list[str] | None) -> re.Pattern[str] | None:
    """One case-insensitive expression for all patterns; None for none."""
    return _compile(patterns) if patterns else None


def _compile(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)
