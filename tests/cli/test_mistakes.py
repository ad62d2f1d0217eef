"""What a wrong command line gets: exit code 2, where, what is right, the nearest name."""

import pytest


def check(result, *texts, code=2):
    assert result.code == code, result.err
    assert result.out == ""
    assert result.err.startswith("rand-engine: ")
    for text in texts:
        assert text in result.err


def test_unknown_commands_name_the_nearest(run):
    check(run("genrate", "orders"), "unknown command 'genrate'; did you mean 'generate'?")
    check(run("Validate"), "did you mean 'validate'?")
    check(
        run("xyzzyx"),
        "the commands are generate, stream, changes, preview, validate, verify, methods, schema, example",
    )
    assert run("xyzzyx").err.splitlines()[-1] == "see rand-engine -h"


def test_a_spec_in_the_place_of_a_command(run, spec):
    check(run("orders"), "rand-engine generate orders")
    check(run("spec.json"), "rand-engine generate spec.json")


def test_a_flag_in_the_place_of_a_command(run):
    check(run("-n", "5", "generate"), "unknown flag '-n'", "a command comes first")
    check(run("--versoin"), "did you mean '--version'?")


@pytest.mark.parametrize(
    "flag,nearest",
    [
        ("--row", "--rows"),
        ("--ouptut=x", "--output"),
        ("--numfiles", "--num-files"),
        ("--dryrun", "--dry-run"),
        ("--Seed", "--seed"),
        ("-output", "--output"),
        ("-rows=5", "--rows"),
    ],
)
def test_unknown_flags_name_the_nearest(run, flag, nearest):
    name = flag.split("=")[0]
    result = run("generate", "orders", flag)
    check(result, f"unknown flag '{name}' of generate; did you mean '{nearest}'?")
    assert result.err.splitlines()[-1] == "see rand-engine generate -h"


def test_flags_of_other_commands_are_unknown(run):
    check(run("preview", "orders", "--json"), "unknown flag '--json' of preview")
    check(run("generate", "orders", "-x"), "unknown flag '-x' of generate")
    check(run("generate", "orders", "-qx"), "unknown flag '-x' of generate")
    check(run("generate", "orders", "-5"), "unknown flag '-5' of generate")


def test_a_write_option_as_a_flag_is_shown_with_its_right_form(run):
    check(run("generate", "orders", "--sep=;"), "'sep' is a write option: -O sep=")
    check(run("generate", "orders", "--row-group-size", "5"), "-O rowGroupSize=")
    check(run("generate", "orders", "--num_Files=5"), "did you mean '--num-files'?")


def test_a_missing_value(run):
    check(run("generate", "orders", "-n"), "-n: needs a value: -n ROWS")
    check(run("generate", "orders", "--rows"), "-n: needs a value")
    check(run("generate", "orders", "--rows="), "-n: needs a value")
    check(run("generate", "orders", "-o", ""), "-o: needs a value")
    check(
        run("generate", "orders", "-o", "-n", "5"),
        "-o: needs a value, but '-n' comes next",
    )
    check(run("generate", "orders", "-O", "--json"), "-O sep=';'")


def test_a_value_too_many(run):
    check(run("generate", "orders", "--json=yes"), "--json: takes no value, got 'yes'")
    check(
        run("generate", "orders", "-n", "5", "--rows", "6"),
        "more than once ('5' and '6')",
    )


def test_operands(run):
    check(run("generate"), "generate needs a SPEC", "rand-engine generate orders")
    check(run("preview"), "preview needs a SPEC")
    check(run("validate"), "validate needs a SPEC")
    check(
        run("generate", "orders", "a.csv"),
        "got 'a.csv' too; to write to 'a.csv' say -o a.csv",
    )
    check(run("methods", "a", "b"), "methods takes one NAME, got 'b' too")


@pytest.mark.parametrize("flag", ["-n", "-p", "-j", "--first-row"])
def test_numbers(run, flag):
    check(
        run("generate", "orders", flag, "1.5"), f"{flag}: must be a whole number", "'1.5'"
    )
    check(run("generate", "orders", flag, "5x"), "such as 50000, 50_000, 50k")
    check(run("generate", "orders", flag, "-5"), f"{flag}: must be 0 or more, got '-5'")
    check(run("generate", "orders", flag, "1e30"), "must be at most")
    check(run("generate", "orders", flag, "5,000"), "write 5_000")


def test_numbers_of_preview(run):
    check(run("preview", "orders", "-n", "1.5"), "-n: must be a whole number")
    check(run("preview", "orders", "--from", "x"), "--from: must be a whole number")
    check(run("preview", "orders", "-n", "1M"), "rand-engine generate orders -n 1000000")


def test_first_row_words(run):
    check(run("generate", "orders", "--first-row", "contnue"), "a row number", "continue")
    check(run("generate", "orders", "--first-row", "continue"), "needs mode append")


def test_seeds(run):
    for command in ("generate", "preview"):
        check(run(command, "orders", "-s", "abc"), "seed must be a whole number", "'abc'")
        check(run(command, "orders", "-s", "1.5"), "'1.5'")


def test_an_option_without_equals_sign(run):
    check(
        run("generate", "orders", "-O", "sep"),
        "-O: must be KEY=VALUE",
        "-O sep=';'",
        "'sep'",
    )
    check(run("generate", "orders", "-O", "=;"), "-O: must be KEY=VALUE")


def test_mistakes_that_the_engine_finds(run, tmp_path, names):
    (tmp_path / "file").write_text("old")
    for words, text in [
        (["-O", "spe=;"], "did you mean 'sep'?"),
        (["-O", "timeout=5"], "timeout"),
        (["-f", "parquet", "-O", "sep=;"], "sep"),
        (["-f", "cvs"], "did you mean 'csv'?"),
        (["-m", "apend"], "did you mean 'append'?"),
        (["-c", "gzp"], "did you mean 'gzip'?"),
        (["-c", "snappy"], "snappy"),
        (["-o", "a.xlsx"], ".xlsx"),
        (["-o", "a.csv", "-f", "json"], "a.csv"),
        (["-o", "a.csv.gz", "-c", "xz"], "a.csv.gz"),
        (["-p", "0", "-o", "a"], "numFiles"),
        (["-p", "2", "-o", "file"], "file"),
        (["-p", "2"], "numFiles"),
        (["-m", "append"], "append"),
        (["-c", "zip"], "zip"),
        (["-j", "0"], "threads"),
        (["--now", "noon"], "now"),
        (["-n", "9223372036854775807", "--first-row", "5"], "firstRow"),
    ]:
        check(run("generate", "orders", *words), text)
    assert names() == ["file"]
    assert (tmp_path / "file").read_text() == "old"


def test_several_mistakes_have_a_line_each(run):
    result = run("generate", "orders", "-O", "spe=;", "-m", "apend")
    check(result, "'spe'", "'apend'")
    assert sum(line.startswith("rand-engine: ") for line in result.err.splitlines()) == 2


def test_what_is_said_twice(run):
    check(
        run("generate", "orders", "-c", "gzip", "-O", "compression=xz"),
        "-c and -O compression",
    )
    check(
        run("generate", "orders", "-f", "jsonl", "-O", "lines=false"),
        "-f jsonl and -O lines",
    )
    check(run("generate", "orders", "-p", "2", "-O", "numFiles=3"), "-p and -O numFiles")
    check(run("generate", "orders", "-q", "-v"), "-q and -v")


def test_hostile_words_reach_the_terminal_as_text(run):
    result = run("\x1b[2Jgenerate")
    check(result, "\\x1b[2Jgenerate")
    assert "\x1b" not in result.err


def test_unknown_names_of_methods_and_examples(run):
    check(run("methods", "gen_flots"), "did you mean 'gen_floats'?", "gen_uuid")
    check(run("methods", "ints"), "did you mean 'gen_ints'?")
    check(run("example", "user"), "did you mean 'users'?", "transactions")


def test_a_file_in_the_way_of_a_folder(run, tmp_path):
    (tmp_path / "file").write_text("old")
    result = run("generate", "orders", "-o", "file/a.csv")
    assert result.code in (1, 2)
    assert "file" in result.err
    assert (tmp_path / "file").read_text() == "old"
