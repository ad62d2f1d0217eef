"""What importing the package gives, loads and costs."""

import doctest
import importlib
import inspect
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import rand_engine

PUBLIC_CLASSES = [
    rand_engine.BatchWriter,
    rand_engine.ColumnSummary,
    rand_engine.DataGenerator,
    rand_engine.StreamReport,
    rand_engine.StreamStatus,
    rand_engine.StreamWriter,
    rand_engine.StreamingQuery,
    rand_engine.VerifyProblem,
    rand_engine.VerifyReport,
    rand_engine.WritePreview,
    rand_engine.WriteReport,
]


def test_public_names_are_there_and_nothing_else():
    assert sorted(rand_engine.__all__) == [
        "BatchWriter",
        "ColumnGenerationError",
        "ColumnSummary",
        "DATA_VERSION",
        "DataGenerator",
        "Dataset",
        "DatasetStreamWriter",
        "DatasetWriter",
        "FileWriterError",
        "OptionError",
        "RandEngineError",
        "RandEngineWarning",
        "RandSpecs",
        "SpecError",
        "SpecValidationError",
        "StreamReport",
        "StreamStatus",
        "StreamWriter",
        "StreamingQuery",
        "TransformerError",
        "VerifyProblem",
        "VerifyReport",
        "WriteError",
        "WritePreview",
        "WriteReport",
        "__version__",
        "spec_schema",
        "verify",
    ]
    assert all(hasattr(rand_engine, name) for name in rand_engine.__all__)


def test_versions():
    assert rand_engine.__version__ == "1.0.0"
    assert rand_engine.DATA_VERSION >= 1


@pytest.mark.parametrize("module", ["pandas", "numpy", "pyarrow", "warnings", "typing"])
def test_import_does_not_load(python, module):
    code = "import sys; before = set(sys.modules); import rand_engine; print(*(set(sys.modules) - before))"
    assert module not in python(code).stdout.split()


def test_import_loads_only_itself_and_small_modules_of_the_standard_library(python):
    code = "import sys; before = set(sys.modules); import rand_engine; print(*(set(sys.modules) - before))"
    loaded = set(python(code).stdout.split())
    own = {name for name in loaded if name.startswith("rand_engine")}
    assert loaded - own <= {"__future__", "atexit"}


def cpu_seconds(code):
    """Return the CPU time of a Python process: other processes do not disturb it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def test_import_costs_less_than_60_ms():
    cpu_seconds("import rand_engine")  # into the page cache
    bare = min(cpu_seconds("pass") for _ in range(7))
    with_package = min(cpu_seconds("import rand_engine") for _ in range(7))
    assert with_package - bare < 0.060


def test_package_is_typed():
    folder = Path(rand_engine.__file__).parent
    assert (folder / "py.typed").is_file()
    stub = next(
        Path(path) / "_rand_engine_ext.pyi"
        for path in [
            *rand_engine.__path__,
            Path(rand_engine._rand_engine_ext.__file__).parent,
        ]
        if (Path(path) / "_rand_engine_ext.pyi").is_file()
    ).read_text()
    assert "class WriteReport:" in stub
    assert "class StreamReport:" in stub
    assert "def seed(self) -> int:" in stub
    assert "def files(self) -> list[str]:" in stub
    assert "std::" not in stub


@pytest.mark.parametrize("public", PUBLIC_CLASSES, ids=lambda public: public.__name__)
def test_all_that_is_public_is_documented(public):
    assert inspect.getdoc(public)
    for name, member in inspect.getmembers(public):
        if not name.startswith("_"):
            assert inspect.getdoc(member), f"{public.__name__}.{name} has no docstring"


@pytest.mark.parametrize("writer", ["write", "writeStream"])
def test_docstrings_name_all_options_and_no_others(writer):
    generator = rand_engine.DataGenerator({"id": {"method": "gen_incremental"}})
    known = set()
    for format in ["csv", "json", "parquet"]:
        wrong = getattr(generator, writer).format(format).option("wrong", 1)
        with pytest.raises(
            rand_engine.OptionError, match="'wrong' is not known"
        ) as caught:
            wrong.dry_run("data")
        (line,) = [line for line in str(caught.value).splitlines() if "'wrong'" in line]
        known.update(line.rsplit(" are ", 1)[1].split(", "))
    documentation = inspect.getdoc(type(getattr(generator, writer)).option)
    lists = documentation.split("\n\n")[2]
    assert known - set(re.findall(r"\w+", lists)) == set()
    assert set(re.findall(r"(\w+) \(", lists)) <= known


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("rand_engine", "DataGenerator RandSpecs"),
        ("rand_engine.main.data_generator", "DataGenerator"),
        ("rand_engine.main.examples", "RandSpecs"),
        ("rand_engine.examples", "RandSpecs CommonRandSpecs AdvancedRandSpecs"),
        ("rand_engine.examples.common_rand_specs", "CommonRandSpecs"),
        ("rand_engine.examples.advanced_rand_specs", "AdvancedRandSpecs"),
        ("rand_engine.validators", "SpecValidator CommonValidator AdvancedValidator"),
        ("rand_engine.validators.spec_validator", "SpecValidator"),
        ("rand_engine.validators.common_validator", "CommonValidator"),
        ("rand_engine.validators.advanced_validator", "AdvancedValidator"),
        (
            "rand_engine.validators.exceptions",
            "SpecValidationError ColumnGenerationError TransformerError FileWriterError",
        ),
        ("rand_engine.integrations", "DuckDBHandler SQLiteHandler"),
        ("rand_engine.integrations._duckdb_handler", "DuckDBHandler"),
        ("rand_engine.integrations._sqlite_handler", "SQLiteHandler"),
        ("rand_engine.templates", "WebServerLogs RandSpecs IRandomSpec"),
        ("rand_engine.templates.web_server_logs", "WebServerLogs"),
    ],
)
def test_module_paths_of_earlier_versions_are_there(python, module, names):
    """Each in a process of its own: no import helps another, and none needs an extra."""
    imports = "\n".join(f"from {module} import {name}" for name in names.split())
    block = "import sys; sys.modules.update(pandas=None, duckdb=None, numpy=None)"
    python(f"{block}\n{imports}")


def test_unknown_names_are_attribute_errors():
    for module in ("rand_engine", "rand_engine.integrations"):
        with pytest.raises(AttributeError, match="Wrong"):
            _ = importlib.import_module(module).Wrong


@pytest.mark.parametrize(
    "module",
    [
        "rand_engine",
        "rand_engine._writer",
        "rand_engine.data_generator",
        "rand_engine.batch_writer",
        "rand_engine.stream_writer",
        "rand_engine.streaming_query",
        "rand_engine.errors",
        "rand_engine.examples.advanced_rand_specs",
        "rand_engine.examples.common_rand_specs",
        "rand_engine.examples.rand_specs",
        "rand_engine.integrations._duckdb_handler",
        "rand_engine.integrations._sqlite_handler",
        "rand_engine.templates.web_server_logs",
        "rand_engine.validators.common_validator",
        "rand_engine.validators.spec_validator",
    ],
)
def test_examples_in_docstrings_work(module):
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0


def test_split_layout_loads_arrow_from_where_python_finds_it(python, tmp_path):
    """The package alone in another folder, as in a virtual environment over the system's."""
    folder = tmp_path / "split" / "rand_engine"
    folder.mkdir(parents=True)
    for path in {
        *rand_engine.__path__,
        str(Path(rand_engine._rand_engine_ext.__file__).parent),
    }:
        for file in Path(path).iterdir():
            if file.is_file() and not (folder / file.name).exists():
                (folder / file.name).symlink_to(file)
    # A link would be followed to the pyarrow beside the original.
    extension = folder / Path(rand_engine._rand_engine_ext.__file__).name
    content = extension.read_bytes()
    extension.unlink()
    extension.write_bytes(content)

    env = {**os.environ, "PYTHONPATH": str(tmp_path / "split")}
    code = (
        "import rand_engine; print(rand_engine.__file__);"
        "print(rand_engine.DataGenerator({'a': {'method': 'gen_uuid'}}).get_arrow().num_rows)"
    )
    where, rows = python(code, env=env).stdout.split()
    assert where == str(folder / "__init__.py")
    assert rows == "1000"


def test_without_pyarrow_the_error_says_what_to_install(python, tmp_path):
    folder = tmp_path / "alone" / "rand_engine"
    folder.mkdir(parents=True)
    source = Path(rand_engine.__file__).parent
    for name in ["__init__.py", "_arrow_libraries.py"]:
        (folder / name).write_bytes((source / name).read_bytes())
    extension = Path(rand_engine._rand_engine_ext.__file__)
    (folder / extension.name).write_bytes(extension.read_bytes())
    code = f"import sys; sys.path[:] = [{str(tmp_path / 'alone')!r}, *(p for p in sys.path if 'site-packages' not in p)]; import rand_engine"
    done = python(code, check=False)
    assert done.returncode == 1
    assert "pip install 'pyarrow>=26.0,<27'" in done.stderr.splitlines()[-1]
