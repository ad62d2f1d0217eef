"""Functions over columns and frames, in data frames and records."""

import copy
import datetime
import itertools

import pandas
import pytest

from rand_engine import DataGenerator, OptionError, SpecError, TransformerError


def column(*functions, method="gen_incremental", parms=None, **more):
    """One column of numbers, or of what `method` gives."""
    spec = {"method": method, "transformers": list(functions), **more}
    return spec if parms is None else {**spec, "parms": parms}


def choice(options, *functions, **more):
    return column(*functions, method="gen_str_choice", parms={"options": options}, **more)


def test_column_functions_map_each_value_one_after_another():
    spec = {"id": column(lambda n: n * 10, str, lambda text: f"<{text}>")}
    frame = DataGenerator(spec, seed=1).size(3).get_df()
    assert frame["id"].tolist() == ["<10>", "<20>", "<30>"]


def test_columns_keep_their_places_and_others_their_values(orders):
    plain = DataGenerator(orders, seed=3).size(50).get_df()
    orders["product"]["transformers"] = [str.upper]
    mapped = DataGenerator(orders, seed=3).size(50).get_df()
    assert list(mapped.columns) == list(plain.columns)
    assert mapped["product"].tolist() == plain["product"].str.upper().tolist()
    pandas.testing.assert_frame_equal(
        mapped.drop(columns="product"), plain.drop(columns="product")
    )


@pytest.mark.parametrize("pure", [False, True])
def test_types_are_what_pandas_makes_of_the_results(pure):
    spec = {
        "number": choice(["a", "b"], ord, pure=pure),
        "text": column(str, pure=pure),
        "flag": column(lambda n: n > 1, pure=pure),
    }
    frame = DataGenerator(spec, seed=1).size(10).get_df()
    expected = [pandas.Series(values).dtype for values in ([1], ["a"], [True])]
    assert frame.dtypes.tolist() == expected


@pytest.mark.parametrize("pure", [False, True])
def test_missing_values_stay_missing_and_no_function_sees_them(pure):
    seen = set()
    spec = {
        "v": choice([1, 2, None], lambda n: seen.add(n) or n, lambda n: n + 1, pure=pure)
    }
    generator = DataGenerator(spec, seed=1).size(100)
    frame = generator.get_df()
    assert seen == {1, 2}
    assert 0 < frame["v"].isna().sum() < 100
    assert set(frame["v"].dropna()) == {2, 3}
    records = [generator.get_dict(row)["v"] for row in range(100)]
    assert set(records) == {2, 3, None}


def test_functions_see_python_values():
    seen = []
    spec = {
        "n": choice([1, None], seen.append),
        "day": column(
            seen.append,
            method="gen_dates",
            parms={"date_min": "2024-02-29", "date_max": "2024-02-29"},
        ),
    }
    DataGenerator(spec, seed=1).size(20).get_df()
    assert {type(value) for value in seen} == {int, datetime.date}


def test_pure_columns_are_mapped_once_for_each_value_that_occurs():
    calls = []
    spec = {"v": choice(["a", "b", "c"], lambda v: calls.append(v) or v * 2, pure=True)}
    frame = DataGenerator(spec, seed=1).size(200_000).get_df()
    assert sorted(calls) == ["a", "b", "c"]
    assert set(frame["v"]) == {"aa", "bb", "cc"}
    calls.clear()
    DataGenerator(spec, seed=1).size(1).get_df()
    assert len(calls) == 1


@pytest.mark.parametrize("rows", [0, 1, 131_072, 300_000])
def test_pure_or_not_gives_the_same(rows, orders):
    for name in ("product", "order_date", "price"):
        orders[name]["transformers"] = [lambda value: f"{value}!"]
    plain = DataGenerator(orders, seed=5).size(rows).get_df()
    for name in ("product", "order_date", "price"):
        orders[name]["pure"] = True
    pure = DataGenerator(orders, seed=5).size(rows).get_df()
    pandas.testing.assert_frame_equal(plain, pure, check_dtype=rows > 0)


def test_the_spec_of_the_user_is_left_as_it_is():
    spec = {"id": column(str, pure=True)}
    before = copy.copy(spec), copy.copy(spec["id"])
    DataGenerator(spec).get_df()
    assert (spec, spec["id"]) == before


def test_records_are_mapped_too():
    spec = {"id": column(str), "v": choice(["a", "b"], str.upper, pure=True)}
    generator = DataGenerator(spec, seed=1)
    assert generator.get_dict(4) == {"id": "5", "v": generator.get_dict(4)["v"]}
    records = list(itertools.islice(generator.stream_dict(1000, 2000), 300))
    assert [record["id"] for record in records] == [str(n) for n in range(1, 301)]
    assert {record["v"] for record in records} == {"A", "B"}
    assert all(isinstance(record["timestamp_created"], float) for record in records)


def test_frame_functions_follow_the_columns_own():
    spec = {"id": column(lambda n: n * 10)}
    generator = (
        DataGenerator(spec)
        .size(3)
        .transformers(
            [lambda df: df.assign(half=df.id / 2), lambda df: df[df.id > 10][["half"]]]
        )
    )
    assert generator.get_df()["half"].tolist() == [10.0, 15.0]


def test_frame_functions_make_records_too():
    generator = DataGenerator({"id": column()}).transformers(
        [lambda df: df.assign(even=df.id % 2 == 0)]
    )
    assert generator.get_dict(1) == {"id": 2, "even": True}
    records = generator.stream_dict(100, 200)
    record = next(records)
    assert (record["id"], record["even"]) == (1, False) and "timestamp_created" in record


def test_an_empty_list_takes_the_frame_functions_away(ids):
    generator = DataGenerator(ids).transformers([lambda df: df[0:0]])
    assert len(generator.get_df()) == 0
    assert len(generator.transformers([]).get_df()) == 1000


def test_a_record_that_transformers_drop_is_an_error(ids):
    with pytest.raises(TransformerError, match="left no row"):
        DataGenerator(ids).transformers([lambda df: df[0:0]]).get_dict()


def test_a_failing_column_function_is_named_with_its_value():
    def bad(value):
        return 1 // (value - 2)

    for pure in (False, True):
        generator = DataGenerator({"id": column(int, bad, pure=pure)}).size(3)
        for call in (generator.get_df, lambda generator=generator: generator.get_dict(1)):
            with pytest.raises(TransformerError) as caught:
                call()
            assert str(caught.value).startswith(
                "column 'id': transformers[1] (bad) failed for the value 2: ZeroDivisionError: "
            )
            assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_failing_frame_function_is_named(ids):
    generator = DataGenerator(ids).transformers([lambda df: df, lambda df: df["wrong"]])
    with pytest.raises(
        TransformerError, match=r"^transformers\[1\] \(<lambda>\) failed: KeyErr"
    ):
        generator.get_df()
    generator.transformers([lambda df: None])
    with pytest.raises(TransformerError, match="must return a DataFrame, got NoneType"):
        generator.get_df()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"transformers": str}, "column 'id': transformers must be a list of functions"),
        (
            {"transformers": [str, "upper"]},
            r"transformers\[1\] must be a function, got 'upper'",
        ),
        (
            {"transformers": [str], "pure": 1},
            "column 'id': pure must be True or False, got 1",
        ),
        ({"transformers": [str], "cols": ["a", "b"]}, "transformers are for one column"),
    ],
)
def test_wrong_members_are_mistakes_of_the_spec(wrong, message):
    spec = {"id": {"method": "gen_incremental", **wrong}}
    if "cols" not in wrong:
        with pytest.raises(SpecError, match=message):
            DataGenerator(spec)
    for use in (DataGenerator.get_df, DataGenerator.get_arrow, lambda g: g.write):
        with pytest.raises(SpecError, match=message):
            use(DataGenerator(spec, validate=False))


def test_all_mistakes_come_at_once():
    spec = {
        "a": {"method": "gen_ints", "parms": {"min": 1}},
        "b": {"method": "gen_incremental", "transformers": [None]},
        "c": {"method": "gen_incremental", "pure": "yes"},
        "d": {"method": "gen_wrong"},
    }
    with pytest.raises(SpecError) as caught:
        DataGenerator(spec)
    title, *mistakes = str(caught.value).splitlines()
    assert title == "4 mistakes in the spec:"
    assert sorted(line.split("'")[1] for line in mistakes) == ["a", "b", "c", "d"]
    assert all(line.startswith("  spec: column ") for line in mistakes)


@pytest.mark.parametrize("wrong", [None, str.upper, "x", [1]])
def test_wrong_frame_functions_are_an_error_at_once(ids, wrong):
    with pytest.raises(OptionError, match="must be a.*function.*got.*for example"):
        DataGenerator(ids).transformers(wrong)
