"""SpecValidator, CommonValidator, AdvancedValidator, and the exceptions' other home."""

import pytest

import rand_engine
from rand_engine import DataGenerator, SpecError
from rand_engine.validators import exceptions
from rand_engine.validators.advanced_validator import AdvancedValidator
from rand_engine.validators.common_validator import CommonValidator
from rand_engine.validators.spec_validator import SpecValidator

VALIDATORS = [SpecValidator, AdvancedValidator, CommonValidator]


@pytest.fixture
def wrong():
    """Two mistakes of the engine's, and one of a function."""
    return {
        "id": {"method": "gen_uid"},
        "age": {"method": "gen_ints", "parms": {"min": 1}},
        "name": {"method": "gen_name", "transformers": ["upper"]},
    }


def test_exceptions_are_the_packages_own():
    assert exceptions.SpecValidationError is rand_engine.SpecError
    for name in exceptions.__all__:
        assert getattr(exceptions, name) is getattr(rand_engine, name)
        assert issubclass(getattr(exceptions, name), exceptions.RandEngineError)
    assert issubclass(exceptions.SpecValidationError, ValueError)


@pytest.mark.parametrize("validator", VALIDATORS)
def test_a_good_spec_has_no_mistakes(validator, orders, capsys):
    assert validator.validate(orders) == []
    assert validator.validate(lambda: orders) == []
    assert validator.validate('{"id": {"method": "gen_uuid"}}') == []
    assert validator.validate_and_raise(orders) is None
    assert capsys.readouterr().out == ""
    assert validator.validate_with_warnings(orders) is True
    assert capsys.readouterr().out == "The spec is valid.\n"


@pytest.mark.parametrize("validator", VALIDATORS)
def test_mistakes_are_a_list_and_those_that_the_generator_raises(
    validator, wrong, capsys
):
    mistakes = validator.validate(wrong)
    assert [mistake.split("'")[1] for mistake in mistakes] == ["id", "age", "name"]
    assert "did you mean 'gen_uuid'?" in mistakes[0]
    with pytest.raises(SpecError) as from_validator:
        validator.validate_and_raise(wrong)
    with pytest.raises(SpecError) as from_generator:
        DataGenerator(wrong)
    assert str(from_validator.value) == str(from_generator.value)
    assert capsys.readouterr().out == ""
    assert validator.validate_with_warnings(wrong) is False
    assert capsys.readouterr().out == str(from_generator.value) + "\n"


def test_one_mistake_is_one_line(wrong):
    for name, member in wrong.items():
        (mistake,) = SpecValidator.validate({name: member})
        assert SpecValidator.validate_column(name, member) == [mistake]
        with pytest.raises(SpecError) as caught:
            DataGenerator({name: member})
        assert str(caught.value) == mistake


@pytest.mark.parametrize("spec", [None, 5, [], "", {}, lambda: 3])
def test_what_is_no_spec_is_one_mistake(spec):
    assert len(SpecValidator.validate(spec)) == 1


def test_more_mistakes_than_are_shown_are_counted():
    mistakes = SpecValidator.validate(
        {f"c{i}": {"method": "gen_wrong"} for i in range(60)}
    )
    assert len(mistakes) == 51 and mistakes[-1] == "... and 10 more"


def test_spark_has_not_all_methods():
    (mistake,) = CommonValidator.validate_spark_spec({"id": {"method": "gen_uuid"}})
    assert mistake.startswith(
        "spec: column 'id': method 'gen_uuid' is not one of Spark; allowed"
    )
    with pytest.raises(SpecError, match="not one of Spark"):
        CommonValidator.validate_spark_and_raise({"id": {"method": "gen_uuid"}})


def test_spark_has_not_all_members():
    member = {"method": "gen_ints", "args": [1, 2], "transformers": [str]}
    mistakes = CommonValidator.validate_spark_spec({"id": member})
    text = "\n".join(mistakes)
    assert (
        "args is not one of Spark; leave it out, and name the parameters in kwargs"
        in text
    )
    assert "transformers is not one of Spark" in text


def test_spark_mistakes_are_printed_by_who_asks(capsys):
    assert (
        CommonValidator.validate_spark_with_warnings({"id": {"method": "gen_uuid"}})
        is False
    )
    assert "not one of Spark" in capsys.readouterr().out


@pytest.mark.parametrize("spec", [None, {"id": 5}, {"id": {"method": 5}}, {"id": {}}])
def test_what_is_no_spec_is_none_for_spark(spec):
    assert CommonValidator.validate_spark_spec(spec) != []
