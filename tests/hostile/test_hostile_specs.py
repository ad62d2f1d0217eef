"""A spec is data from anybody: each is done, or refused with the limit named, within a few
seconds and 512 MiB, and touches nothing but the output."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from rand_engine import DataGenerator, RandEngineError

MIB = 1 << 20
I64 = (-(2**63), 2**63 - 1)
ROW = {"n": {"method": "gen_incremental"}}


# The peak of a process is at least what its parent had when it was forked, so a small one
# stands between.
LAUNCHER = """
import os, resource, sys
child = os.fork()
if child == 0:
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    os.execv(sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(child, 0)
code = os.waitstatus_to_exitcode(status)
with open(sys.argv[1], "w") as file:
    print(code, usage.ru_maxrss * 1024, usage.ru_utime + usage.ru_stime, file=file)
"""


@dataclass
class Run:
    code: int
    out: bytes
    err: str
    peak: int
    seconds: float  # of the processor


@pytest.fixture
def run(rand_engine_command, tmp_path):
    """run(spec, words...) -> Run, in a folder of its own; memory, time and the absence of
    signals are checked."""
    command = os.path.abspath(rand_engine_command)

    def run(spec, *words, name="spec.json", most=512 * MIB, seconds=10):
        text = spec if isinstance(spec, str | bytes) else json.dumps(spec)
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        words = words or ("generate", name, *"-n 5 -s 1 -f json -o -".split())
        with (tmp_path / "_out").open("wb") as out, (tmp_path / "_err").open("wb") as err:
            launcher = [sys.executable, "-S", "-E", "-c", LAUNCHER, "_usage"]
            subprocess.run(
                [*launcher, command, *words],
                cwd=tmp_path,
                stdout=out,
                stderr=err,
                check=True,
            )
        code, peak, seconds_used = (tmp_path / "_usage").read_text().split()
        done = Run(
            int(code),
            (tmp_path / "_out").read_bytes(),
            (tmp_path / "_err").read_text(errors="replace"),
            int(peak),
            float(seconds_used),
        )
        assert done.code in (0, 2), (done.code, done.err[:500])
        assert done.peak <= most, f"{done.peak / MIB:.0f} MiB"
        assert done.seconds <= seconds, f"{done.seconds:.1f} s"
        # At most 50 mistakes are told.
        assert len(done.err) < 20_000 and (done.code == 0 or done.err or done.out)
        for other in ("_out", "_err", "_usage", name):
            (tmp_path / other).unlink()
        return done

    return run


def column(method, **parms):
    return {"c": {"method": method, "parms": parms}}


def distincts_of(count):
    keys = [str(i) for i in range(1000)]
    return {
        "c": {
            "method": "distincts_multi_map",
            "cols": [f"c{i}" for i in range(count)],
            "parms": {"distincts": {"x": [keys] * (count - 1)}},
        }
    }


def nested(kind, levels, items):
    made = {"method": "gen_ints", "parms": {"min": 0, "max": 9}}
    for _ in range(levels):
        if kind == "struct":
            parms = {"fields": {"f": made}}
        elif kind == "list":
            parms = {"items": made, "min": items, "max": items}
        else:
            keys = {"method": "gen_uuid"}
            parms = {"keys": keys, "values": made, "min": items, "max": items}
        made = {"method": kind, "parms": parms}
    return {"c": made}


def formula(text):
    return ROW | column("expression", expression=text)


def doubling(method, parameter, text):
    columns = {"c0": {"method": "gen_str_choice", "parms": {"options": ["ab"]}}}
    for i in range(1, 60):
        formula = text.replace("X", f"c{i - 1}")
        columns[f"c{i}"] = {"method": method, "parms": {parameter: formula}}
    return columns


REFUSED = {
    "10^12 combinations": (distincts_of(5), "more than 4194304 combinations"),
    "10^57 combinations": (distincts_of(20), "more than 4194304 combinations"),
    "repetitions": (column("regex", pattern="a{1000000000}"), "at most 1000 repetitions"),
    "repetitions of each other": (
        column("regex", pattern="((a{1000}){1000}){1000}"),
        "at most 65536 are possible",
    ),
    "optional ones": (
        column("regex", pattern="((((a?){60}){60}){60}){60}"),
        "at most 65536 are possible",
    ),
    "groups": (
        column("regex", pattern="(" * 900 + "a" + ")" * 900),
        "more than 50 groups inside each other",
    ),
    "long pattern": (column("regex", pattern="a|" * 10**5), "at most 2000 are allowed"),
    "deep JSON": ("[" * 10**5, "nested deeper than 64"),
    "deep objects": ('{"a":' * 10**5, "nested deeper than 64"),
    "structs in structs": (nested("struct", 17, 0), "17th of nested columns"),
    "lists in lists": (nested("list", 3, 1000), "at most 10000 are possible"),
    "maps in maps": (nested("map", 3, 1000), "at most 10000 are possible"),
    "long items": (
        {
            "c": {
                "method": "list",
                "parms": {
                    "min": 10_000,
                    "max": 10_000,
                    "items": column("expression", expression="repeat('ab', 10000)")["c"],
                },
            }
        },
        "at most 33554432 are possible",
    ),
    "many long lists": (
        {
            f"c{i}": {
                "method": "list",
                "parms": {"max": 1000, "items": {"method": "gen_uuid"}},
            }
            for i in range(5000)
        },
        "at most 33554432 are possible",
    ),
    "long literal": (
        column(
            "complex_distincts",
            pattern="x" * 900_000 + "#",
            replacement="#",
            templates=[{"method": "int_zfilled", "parms": {"length": 4}}],
        ),
        "at most 65536 are possible",
    ),
    "long format": (
        column("dates", start="2020-01-01", end="2021-01-01", format="%Y" * 10**5),
        "at most 65536 are possible",
    ),
    "parts": (
        column(
            "complex_distincts",
            pattern="#" * 10**5,
            replacement="#",
            templates=[{"method": "int_zfilled", "parms": {"length": 4}}] * 30_000,
        ),
        "must have one template for each",
    ),
    "parentheses": (formula("(" * 10**5 + "n" + ")" * 10**5), "at most 4000 are allowed"),
    "parentheses in 4000 bytes": (
        formula("(" * 1999 + "n" + ")" * 1999),
        "more than 64 parentheses",
    ),
    "operators": (formula("n" + "+n" * 1999), "nested deeper than 256 operations"),
    "arguments": (formula("concat(" + "n," * 10**5 + "n)"), "at most 4000 are allowed"),
    "long results": (formula("repeat(repeat('x', 1000), 1000)"), "at most 65536"),
    "wide results": (formula("lpad('x', 1000000000, 'y')"), "from 0 to 10000"),
    "texts that double": (
        doubling("expression", "expression", "concat(X, X)"),
        "at most 65536 are allowed",
    ),
    "templates that double": (
        doubling("template", "template", "{X}{X}"),
        "at most 65536 are allowed",
    ),
    "a template of 10^5 parts": (
        ROW | column("template", template="{n}-" * 10**5),
        "at most 4000 are allowed",
    ),
    "a chain of formulas": (
        {"c0": {"method": "gen_incremental"}}
        | {
            f"c{i}": {
                "method": "expression",
                "parms": {"expression": f"c{i - 1} + 1"},
            }
            for i in range(1, 5000)
        },
        "at most 10000 and 64 are possible",
    ),
    "a name twice": (
        '{"c":{"method":"gen_uuid","method":"x"}}',
        "duplicate key 'method'",
    ),
    "10^5 columns of a name": (
        "{" + '"c":{"method":"gen_uuid"},' * 10**5 + "}",
        "duplicate key 'c'",
    ),
    "lone surrogate": (
        '{"c":{"method":"gen_str_choice","parms":{"options":["\\ud800"]}}}',
        "surrogate",
    ),
    "lone surrogate in UTF-8": (
        b'{"c":{"method":"gen_str_choice","parms":{"options":["\xed\xa0\x80"]}}}',
        "invalid UTF-8",
    ),
    "a number of 10^6 digits": (
        '{"c":{"method":"gen_ints","parms":{"min":0,"max":' + "9" * 10**6 + "}}}",
        "out of range",
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_and_the_limit_named(run, tmp_path, case):
    spec, limit = case
    done = run(spec)
    assert done.code == 2 and limit in done.err, done.err[:1000]
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "nan"])
@pytest.mark.parametrize("method", ["gen_ints", "gen_floats"])
def test_what_is_no_finite_number_is_refused(run, method, number):
    text = json.dumps(column(method, min=0, max="NUMBER")).replace('"NUMBER"', number)
    done = run(text)
    assert done.code == 2 and ("no NaN" in done.err or "out of range" in done.err)


@pytest.mark.parametrize(
    "day", ["0000-01-01", "-0001-01-01", "10000-01-01", "1000000-01-01"]
)
@pytest.mark.parametrize(
    ("method", "first", "last"),
    [
        ("gen_dates", "date_min", "date_max"),
        ("business_dates", "date_min", "date_max"),
        ("timestamps", "start", "end"),
        ("unix_timestamps", "start", "end"),
        ("dates", "start", "end"),
    ],
)
def test_days_that_no_calendar_of_ours_has_are_refused(run, method, first, last, day):
    done = run(column(method, **{first: "2024-01-01", last: day}))
    assert done.code == 2 and "that exists" in done.err


YAML_REFUSED = {
    "aliases that multiply": (
        "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"b{i}: &b{i} [{','.join(['*a' if i == 0 else f'*b{i - 1}'] * 10)}]\n"
            for i in range(12)
        ),
        "the limit max_values",
    ),
    "an alias of itself": ("a: &a [*a]\n", "stands inside of what it names"),
    "brackets": ("[" * 10**5, "nested too deeply"),
    "dashes": ("- " * 10**5, "nested deeper than 64"),
    "questions": ("? " * 300_000, "nested too deeply"),
    "documents": ("---\n" * 200_000, "a second document"),
    "an open quote": ('a: "' + "\\n" * 400_000, "no closing quote"),
    "an open list": ("[" * 64 + "a," * 400_000, "has no ']'"),
    "not a number": ("c: {method: gen_floats, parms: {min: 0, max: .nan}}", "no number"),
}


@pytest.mark.parametrize("case", YAML_REFUSED.values(), ids=YAML_REFUSED)
def test_yaml_is_refused_and_the_limit_named(run, case):
    text, limit = case
    words = "generate s.yaml -n 5 -f json -o -".split()
    done = run(text, *words, name="s.yaml")
    assert done.code == 2 and limit in done.err, done.err[:1000]


def numeric_methods(rand_engine_command):
    listed = subprocess.run(
        [rand_engine_command, "methods", "--json"], stdout=subprocess.PIPE, check=True
    )
    for method in json.loads(listed.stdout):
        names = [
            parameter["name"]
            for parameter in method["parameters"]
            if "number" in parameter["type"] or "length of time" in parameter["type"]
        ]
        if names and not method["dataset_only"]:
            yield method, names


def test_extremes_of_64_bits_in_every_parameter_are_done_or_refused(
    run, rand_engine_command
):
    done_or_refused = {0: 0, 2: 0}
    for method, names in numeric_methods(rand_engine_command):
        example = method["example"]
        keyword = next(
            key for key in ("parms", "kwargs") if key in example or key == "kwargs"
        )
        given = example.get(keyword, {})
        pairs = [{name: value} for name in names for value in (*I64, 10**400, 5e-324)]
        if {"min", "max"} <= set(names):
            pairs.append({"min": I64[0], "max": I64[1]})
        for changes in pairs:
            spec = {
                "c": example | {keyword: given | changes},
                **method["example_reads"],
                **ROW,
            }
            done = run(
                spec, *"generate spec.json -n 20 -s 1 -f json -o -".split(), seconds=2
            )
            done_or_refused[done.code] += 1
            if done.code == 0:
                assert len(json.loads(done.out)) == 20
    assert done_or_refused[0] > 10 and done_or_refused[2] > 50


def test_the_whole_range_of_64_bits_is_drawn_from(run):
    for method in ("gen_ints", "integers"):
        more = {"int_type": "int64"} if method == "integers" else {}
        done = run(
            column(method, min=I64[0], max=I64[1], **more),
            *"generate spec.json -n 5000 -s 1 -f json -o -".split(),
        )
        values = [row["c"] for row in json.loads(done.out)]
        assert min(values) < -(2**62) and max(values) > 2**62


def test_astronomic_sizes_are_planned_without_memory(run):
    spec = column("gen_ints", min=0, max=9)
    plan = "generate spec.json -s 1 --dry-run -o x.csv -n"
    assert run(spec, *plan.split(), "1000000000000000000", most=64 * MIB).code == 0
    assert "at most 9223372036854775807" in run(spec, *plan.split(), str(2**63)).err
    huge = {"tables": {"a": {"size": 9 * 10**18, "spec": ROW}}}
    assert b"from 0 to 2^43" in run(huge, "validate", "spec.json").out


def test_a_hundred_thousand_columns(run):
    # 6.6 MB of spec, so the bounds are those of its size.
    spec = {f"c{i}": column("gen_ints", min=0, max=9)["c"] for i in range(10**5)}
    for form in ("csv", "json", "parquet"):
        words = f"generate spec.json -n 3 -s 1 -f {form} -o -".split()
        assert run(spec, *words, most=768 * MIB, seconds=20).code == 0


def test_rows_of_megabytes_need_no_more_memory_the_more_they_are(run):
    text = {"method": "expression", "parms": {"expression": "repeat('ab', 10000)"}}
    spec = {f"c{i}": text for i in range(20)}
    for form in ("csv", "parquet"):
        for rows in (100, 3000):
            words = (
                f"generate spec.json -n {rows} -s 1 -f {form} -j 2 -o /dev/null".split()
            )
            assert run(spec, *words, seconds=20).code == 0


@pytest.mark.parametrize("kind", ["histogram", "weighted"])
def test_a_distribution_of_a_million_entries(run, kind):
    weights = {"name": kind, "weights": [1] * 10**6}
    if kind == "histogram":
        weights["edges"] = list(range(10**6 + 1))
    else:
        weights["values"] = list(range(10**6))
    done = run(column("gen_ints", min=0, max=10**7, distribution=weights))
    assert all(0 <= row["c"] <= 10**6 for row in json.loads(done.out))


def test_a_hundred_megabytes_of_options(run):
    options = [f"{i:098}" for i in range(1_000_000)]
    done = run(column("gen_str_choice", options=options), most=1536 * MIB, seconds=40)
    assert all(row["c"] in options[int(row["c"])] for row in json.loads(done.out))


def test_one_option_of_a_hundred_megabytes_is_refused(run):
    done = run(
        column("gen_str_choice", options=["x" * 10**8]), most=1024 * MIB, seconds=20
    )
    assert done.code == 2 and "at most 33554432 are possible" in done.err


def tables(count, more):
    return {
        "tables": {
            f"t{i}": {"size": 5, "spec": {"id": {"method": "unique_ids"}, **more(i)}}
            for i in range(count)
        }
    }


def test_ten_thousand_tables_are_refused(run):
    done = run(tables(10_000, lambda i: {}), "validate", "spec.json")
    assert done.code == 2 and b"at most 1000 tables" in done.out


def test_a_chain_of_a_thousand_foreign_keys(run, tmp_path):
    def parent(i):
        key = {"method": "foreign_key", "parms": {"table": f"t{i - 1}"}}
        return {"p": key} if i else {}

    spec = tables(1000, parent)
    assert run(spec, "validate", "spec.json").code == 0
    words = "generate spec.json -s 1 -f csv -o out/".split()
    assert run(spec, *words, seconds=30).code == 0
    assert len(os.listdir(tmp_path / "out")) == 1000


@pytest.mark.parametrize(
    "name", ["../x", "/etc/x", "..", ".", "", "a/b", "a\0b", ".hidden", "x" * 300]
)
def test_a_tables_name_leads_nowhere(run, tmp_path, name):
    spec = {"tables": {name: {"size": 5, "spec": ROW}}}
    words = "generate spec.json -s 1 -f csv -o out/".split()
    done = run(spec, *words)
    assert done.code == 2 and "becomes that of a file" in done.err
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("name", ["a\nb", "-rf", "a b", "con", "\u202e", "$(id)", "é"])
def test_a_tables_odd_name_is_that_of_its_file(run, tmp_path, name):
    spec = {"tables": {name: {"size": 5, "spec": ROW}}}
    assert run(spec, *"generate spec.json -s 1 -f csv -o out/".split()).code == 0
    assert os.listdir(tmp_path / "out") == [f"{name}.csv"]


@pytest.mark.parametrize("path", ["../../x", "$(id)", "`id`", "a;b", "%s%n"])
def test_a_columns_name_is_text_and_nothing_else(run, tmp_path, path):
    done = run({path: {"method": "gen_incremental"}})
    assert list(json.loads(done.out)[0]) == [path]
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize(
    "spec",
    [
        column("gen_str_choice", options=["\ud800"]),
        {"\udfff": {"method": "gen_uuid"}},
        column("gen_floats", min=0, max=float("nan")),
        column("gen_ints", min=0, max=float("inf")),
        column("gen_ints", min=0, max=2**64),
        column("regex", pattern="a{1000000000}"),
        formula("(" * 1999 + "n" + ")" * 1999),
    ],
    ids=["surrogate", "name", "nan", "infinity", "2^64", "pattern", "formula"],
)
def test_the_package_refuses_with_an_error_of_its_own(spec):
    with pytest.raises(RandEngineError):
        DataGenerator(spec, seed=1).size(5).get_df()


def test_a_spec_that_holds_itself_is_refused_by_the_package():
    spec = column("gen_str_choice", options=["a"])
    spec["c"]["parms"]["options"].append(spec)
    with pytest.raises(RandEngineError):
        DataGenerator(spec, seed=1).size(5).get_df()
