"""Every rule of the site profiles leaves out what its examples show and nothing of what its counter-examples show."""

import re

import pytest

from pipeline.sites import PROFILES, find_profile, load_rules, load_site

ENTRIES = [
    pytest.param(entry, id=f"{name}/{kind}/{entry['rule']}")
    for name in PROFILES
    for kind in ("line", "section", "block")
    for entry in load_rules(name).get(kind, ())
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_rule_matches_its_examples_only(entry):
    pattern = re.compile("|".join(entry.get("patterns", [entry.get("start")])), re.IGNORECASE)
    assert entry["examples"]
    assert [line for line in entry["examples"] if not pattern.fullmatch(line)] == []
    assert [line for line in entry["not_examples"] if pattern.fullmatch(line)] == []


ELEMENTS = [
    pytest.param(rule, entry, id=f"{name}/element/{entry['rule']}")
    for name in PROFILES
    for rule, entry in zip(load_site(name).elements, load_rules(name).get("element", ()), strict=True)
]


@pytest.mark.parametrize(("rule", "entry"), ELEMENTS)
def test_element_rule_matches_its_examples_only(rule, entry):
    assert entry["examples"]
    assert [name for name in entry["examples"] if not rule.matches(name)] == []
    assert [name for name in entry["not_examples"] if rule.matches(name)] == []


@pytest.mark.parametrize("entry", ENTRIES)
def test_rule_is_linear_on_hostile_text(entry):
    pattern = re.compile("|".join(entry.get("patterns", [entry.get("start")])), re.IGNORECASE)
    for unit in ("a ", "1 | ", "Page ", "> ", "related ", "[12]", "&"):
        assert pattern.fullmatch(unit * (1_000_000 // len(unit)) + "!") is None


def test_profiles_of_a_page_follow_from_its_words_and_host():
    assert [site.name for site in find_profile("My WebMD", "").sites] == ["webmd", "default"]
    assert [site.name for site in find_profile("Wilms Tumor (PDQ®)", "").sites] == ["cancer_gov", "default"]
    assert [site.name for site in find_profile("plain", "www.webmd.com").sites] == ["webmd", "default"]
    assert [site.name for site in find_profile("plain", "notwebmd.com").sites] == ["default"]
