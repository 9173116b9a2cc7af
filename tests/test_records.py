"""Records made of sound values are those that validation makes."""

import pytest
from pydantic import BaseModel

from pipeline.records import Interval, NotOf, Population, Predicate, Study

VALUES = {"low": None, "low_inclusive": False, "high": None, "high_inclusive": False}


@pytest.mark.parametrize(
    ("record", "values"),
    [
        (Interval, VALUES),
        (Study, {"design": "cohort", "name": "A"}),
        (Predicate, {"text": "men", "source": "figure", "value": "male", "op": "eq", "var": "sex"}),
    ],
)
def test_made_records_are_like_validated_ones(record: type[BaseModel], values: dict[str, object]) -> None:
    made, validated = record.model_construct(**values), record(**values)
    assert made == validated
    assert made.model_dump_json() == validated.model_dump_json()
    assert list(made.__dict__) == list(validated.__dict__)
    assert made.model_fields_set == validated.model_fields_set
    assert made.model_copy(update={}) == validated


def test_made_records_go_by_their_names_in_python() -> None:
    member = Predicate.model_construct(var="sex", op="eq", value="male", source="figure", text="men")
    assert NotOf.model_construct(not_=member).model_dump(by_alias=True).keys() == {"not"}


@pytest.mark.parametrize("values", [{}, {"text": "men", "texts": ()}, {"not_parsed": ()}])
def test_missing_and_unknown_names_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="Population cannot be made of"):
        Population.model_construct(**values)
