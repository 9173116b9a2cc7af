"""The registry: typed, documented, and every wording reads back as the value it is listed for."""

import pytest

from pipeline.lexicon import load_lexicon
from pipeline.lexicon.phrases import find_tokens
from pipeline.lexicon.ucum import find_dimension
from pipeline.lexicon.variables import (
    TARGET_DISEASE,
    Meaning,
    Variable,
    find_ancestors,
    is_kind_of,
    keeps_meaning,
    label_of,
    load_phrases,
    load_variables,
)

VARIABLES = list(load_variables().values())


def read_in_place(words: str) -> set[str]:
    """The variables that a text states, its neighbouring words taken into account."""
    tokens = find_tokens(words)
    folded = ["", *(token.folded for token in tokens), ""]
    hits = load_phrases().find(tokens)
    return {
        m.variable
        for h in hits
        for m in h.values
        if keeps_meaning(m, folded[h.first : h.first + 1], folded[h.last + 1])
    }


def read(words: str) -> set[Meaning]:
    return {meaning for hit in load_phrases().find(find_tokens(words)) for meaning in hit.values}


@pytest.mark.parametrize("variable", VARIABLES, ids=[variable.id for variable in VARIABLES])
def test_entries_are_complete(variable: Variable) -> None:
    assert variable.id == variable.id.lower()
    assert variable.label
    assert variable.definition.endswith(".")
    match variable.type:
        case "number":
            assert variable.examples
            assert not variable.codes
            assert variable.unit is None or find_dimension(variable.unit)
        case "code":
            assert variable.codes
            assert variable.unit is None
            for code in variable.codes.values():
                assert set(code.parents) <= set(variable.codes)
        case "boolean":
            assert variable.yes
            assert variable.unit is None


@pytest.mark.parametrize("variable", VARIABLES, ids=[variable.id for variable in VARIABLES])
def test_every_wording_reads_back(variable: Variable) -> None:
    stated = [(True, variable.yes), (False, variable.no)]
    codes = variable.codes.values() if variable.id != TARGET_DISEASE else ()
    stated += [(code.id, code.cues) for code in codes]  # type: ignore[list-item]
    for value, cues in stated:
        for cue in cues:
            assert Meaning(variable.id, value) in read(cue), cue


@pytest.mark.parametrize("variable", [v for v in VARIABLES if v.type != "number" and v.examples], ids=lambda v: v.id)
def test_examples_and_counterexamples(variable: Variable) -> None:
    assert all(variable.id in {m.variable for m in read(example)} for example in variable.examples)
    assert [example for example in variable.not_examples if variable.id in read_in_place(example)] == []


def test_every_variable_that_thresholds_bound_is_registered() -> None:
    assert set(load_lexicon("threshold_variables")) <= set(load_variables())


def test_codes_match_their_ancestors() -> None:
    assert is_kind_of("disease", "t_cell_acute_lymphoblastic_leukemia", "acute_lymphoblastic_leukemia")
    assert is_kind_of("disease", "t_cell_acute_lymphoblastic_leukemia", "cancer")
    assert not is_kind_of("disease", "acute_lymphoblastic_leukemia", "t_cell_acute_lymphoblastic_leukemia")
    assert find_ancestors("stage", "iiia") == {"iiia", "iii"}
    assert find_ancestors("disease", "no_such_disease") == {"no_such_disease"}


def test_capitals_must_be_capitals_and_plurals_do_not_matter() -> None:
    assert Meaning("disease", "acute_lymphoblastic_leukemia") in read("children with ALL")
    assert read("at all ages") == set()
    assert Meaning("disease", "glioma") in read("Gliomas in adults")


def test_values_in_words() -> None:
    assert label_of("disease", "glioma") == "glioma"
    assert label_of("prior_chemotherapy", False) == "no prior chemotherapy"
    assert label_of("no_such_variable", True) == "no such variable"
