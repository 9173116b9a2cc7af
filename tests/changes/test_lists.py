"""The user's own lists: what to leave out, and which rules were built on which claim."""

from pathlib import Path

import pytest

from pipeline.changes import IgnoreList, diff_claims, find_touched_rules, read_ignore_list, read_rules
from pipeline.errors import SettingsError, UsageError
from pipeline.records import ChangeSet

from .build import dose, edition, make_claim, statistic

OLD = [
    make_claim(statistic(62), "The 4-year survival of these children was 62% after salvage."),
    make_claim(dose(75), "Cisplatin 75 mg/m2 is given every 6 weeks.", section=("Treatment", "First Line")),
]
NEW = [
    make_claim(statistic(65), "The 4-year survival of these children was 65% after salvage."),
    make_claim(dose(70), "Cisplatin 70 mg/m2 is given every 6 weeks.", section=("Treatment", "First Line")),
]


def diff(ignore: IgnoreList | None = None) -> ChangeSet:
    return diff_claims(edition(*OLD), edition(*NEW), ignore=ignore)


@pytest.mark.parametrize(
    ("entry", "left"),
    [
        ('type = "dose.changed"', ["statistic.value-changed"]),
        ('variable = "event_free_survival"', ["dose.changed"]),
        ('variable = "cisplatin"', ["statistic.value-changed"]),
        ('section = "First line"', ["statistic.value-changed"]),
        (f'change = "{diff().changes[0].id}"', ["dose.changed"]),
        ('type = "dose.changed"\nsection = "Relapse"', ["statistic.value-changed", "dose.changed"]),
    ],
)
def test_an_entry_leaves_out_what_it_names_and_counts_it(tmp_path: Path, entry: str, left: list[str]) -> None:
    path = tmp_path / "ignore.toml"
    path.write_text(f'[[ignore]]\nreason = "we do not use it"\n{entry}\n')
    changes = diff(read_ignore_list(path))
    assert [change.type for change in changes.changes] == left
    assert sum(changes.summary.ignored.values()) == 2 - len(left)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[ignore]]\ntype = "dose.changed"', "reason"),
        ('[[ignore]]\nreason = "x"', "name a type"),
        ('[[ignore]]\nreason = "x"\ntype = "dose.change"', "no type of change"),
        ('[[ignore]]\nreason = "x"\nkind = "dose"', "kind"),
        ("[[ignore", "cannot read"),
    ],
)
def test_a_wrong_ignore_list_says_what_to_mend(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "ignore.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=problem):
        read_ignore_list(path)


def test_touched_rules(tmp_path: Path) -> None:
    path = tmp_path / "rules.csv"
    path.write_text(f"rule,claim\nR1,{OLD[0].id}\nR2, {OLD[1].id}\nR3,urn:uuid:00000000-0000-0000-0000-000000000000\n")
    touched = find_touched_rules(diff(), read_rules(path))
    assert [(rule.rule, rule.severity, len(rule.changes)) for rule in touched] == [
        ("R1", "breaking", 1),
        ("R2", "breaking", 1),
    ]


def test_a_rule_whose_claim_has_another_id_now_is_touched(tmp_path: Path) -> None:
    renamed = make_claim(OLD[0].then, OLD[0].provenance.quote, topic="another")
    changes = diff_claims(edition(OLD[0]), edition(renamed))
    path = tmp_path / "rules.csv"
    path.write_text(f"R1,{OLD[0].id}\n")
    touched = find_touched_rules(changes, read_rules(path))
    assert [(rule.continues_as, rule.changes) for rule in touched] == [(renamed.id, ())]


@pytest.mark.parametrize("text", ["rule,claim\nR1\n", "rule,claim\nR1,17\n", "rule,claim\nR1,urn:uuid:1,x\n"])
def test_a_wrong_line_of_rules_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rules.csv"
    path.write_text(text)
    with pytest.raises(UsageError, match="line 2"):
        read_rules(path)
