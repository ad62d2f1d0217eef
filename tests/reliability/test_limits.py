"""Limits that are real: full and read-only disks, few descriptors, little memory, odd paths.

Whatever the limit: an error that says where and why, the earlier data byte for byte, nothing
else left. What needs mounts runs in a mount namespace of its own, where that is allowed.
"""

import os
import re
import resource
import shlex
import signal
import stat
import subprocess
from pathlib import Path

import pytest

SOAK = bool(os.environ.get("RAND_ENGINE_SOAK"))
MEBIBYTE = 1 << 20
FORMATS = ["csv", "json", "parquet"]

# Tells what lies in the folder $1: names and checksums.
STATE = (
    'state() { (cd "$1" && find . -type f -exec sha256sum {} + | sort; find . | sort); }'
)


def content_of(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in Path(folder).rglob("*")
    }


@pytest.fixture
def run(rand_engine_command, tmp_path):
    """run("generate", ..., limits={resource: value}) -> the ended process."""

    def run(*words, limits=None, cwd=None):
        def limit():
            for what, value in (limits or {}).items():
                resource.setrlimit(what, (value, value))

        return subprocess.run(
            [rand_engine_command, *map(str, words)],
            capture_output=True,
            text=True,
            cwd=cwd or tmp_path,
            timeout=120,
            preexec_fn=limit,
        )

    return run


@pytest.fixture
def in_own_mounts(rand_engine_command, tmp_path):
    """Run a shell script as root of a mount namespace; $command and $place are set."""
    allowed = subprocess.run(["unshare", "-m", "true"], capture_output=True)
    if allowed.returncode != 0:
        pytest.skip("no right to mount")

    def in_own_mounts(script):
        place = tmp_path / "place"
        place.mkdir(exist_ok=True)
        names = (
            f"command={shlex.quote(rand_engine_command)} place={shlex.quote(str(place))}"
        )
        done = subprocess.run(
            ["unshare", "-m", "bash", "-euc", f"{names}\n{STATE}\n{script}"],
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    return in_own_mounts


# Full disks


@pytest.mark.parametrize("mode", ["overwrite", "append"])
@pytest.mark.parametrize("format", FORMATS)
def test_a_disk_that_fills_up_leaves_what_was_there(in_own_mounts, format, mode):
    out = in_own_mounts(
        f"""
        new() {{ "$command" generate orders -n 200k -s 2 -p 3 -f {format} -c none -q \\
          --first-row 0 -m {mode} -o "$1/data/"; }}
        old() {{ "$command" generate orders -s 1 -p 2 -f {format} -c none -q -o "$1/data/"; }}
        mount -t tmpfs none "$place"
        old "$place"; has=$(du -sB1 "$place" | cut -f1)
        mkdir "$place/alone"; new "$place/alone"
        needs=$(du -sB1 "$place/alone" | cut -f1)
        umount "$place"
        for percent in 10 50 90 99 last; do
          size=$((percent == 0 ? has + needs - 4096 : has + needs * percent / 100))
          mount -t tmpfs -o size=$size none "$place"
          old "$place"; state "$place" > /dev/shm/before.$$
          if new "$place" 2> /dev/shm/error.$$; then echo "$percent: it fitted"; fi
          cat /dev/shm/error.$$
          state "$place" | diff /dev/shm/before.$$ - && echo unchanged
          umount "$place"
        done
        rm -f /dev/shm/before.$$ /dev/shm/error.$$
        """.replace("percent == 0 ?", "${percent/last/0} == 0 ?").replace(
            "needs * percent", "needs * ${percent/last/0}"
        )
    )
    assert out.count("unchanged") == 5, out
    assert len(re.findall(r"cannot write '.*/data.*No space left on device", out)) == 5


# Limits of the process


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("parts", [None, 2])
def test_a_file_beyond_the_limit_of_size_is_an_error(run, tmp_path, format, parts):
    words = ["generate", "orders", "-f", format, "-q", "-o", "data"]
    words += ["-p", parts] if parts else []
    assert run(*words, "-n", 100).returncode == 0
    before = content_of(tmp_path)
    done = run(*words, "-n", "50k", limits={resource.RLIMIT_FSIZE: 20_000})
    assert done.returncode == 1
    assert "File too large" in done.stderr and "data" in done.stderr
    assert content_of(tmp_path) == before


def test_few_descriptors_are_an_error(run, tmp_path):
    words = ["generate", "orders", "-p", 3, "-q", "-f", "csv", "-o", "data/"]
    assert run(*words).returncode == 0
    before = content_of(tmp_path)
    refused = 0
    for count in range(3, 12):
        done = run(*words, "-s", 2, limits={resource.RLIMIT_NOFILE: count})
        if done.returncode == 0:
            break
        assert done.returncode in (1, 127), done.stderr  # 127: the loader itself
        assert "Too many open files" in done.stderr or done.returncode == 127
        refused += done.returncode == 1
        assert content_of(tmp_path) == before
    assert done.returncode == 0 and refused > 0


OUT_OF_MEMORY = re.compile(
    "out of memory|not enough memory|Cannot allocate memory|cannot start .* threads"
)


@pytest.mark.parametrize("codec", ["none", "gzip", "bz2", "zip", "xz", "zstd", "parquet"])
def test_too_little_memory_is_an_error_and_no_abort(run, tmp_path, codec):
    words = [
        "generate",
        "transactions",
        "-n",
        "100k",
        "-j",
        4,
        "-q",
        "-s",
        1,
        "-o",
        "data",
    ]
    words += ["-f", "parquet", "-c", "zstd"] if codec == "parquet" else ["-c", codec]
    words += [] if codec == "parquet" else ["-f", "csv"]
    small = [100 if word == "100k" else word for word in words]
    assert run(*small).returncode == 0
    before = content_of(tmp_path)
    refused = 0
    # With less not even the libraries start.
    enough = next(
        mebibytes
        for mebibytes in range(40, 400, 4)
        if run("--version", limits={resource.RLIMIT_AS: mebibytes * MEBIBYTE}).returncode
        == 0
    )
    for mebibytes in range(enough, enough + 120, 2 if SOAK else 10):
        done = run(*words, limits={resource.RLIMIT_AS: mebibytes * MEBIBYTE})
        if done.returncode == 0:
            assert run(*small).returncode == 0
            before = content_of(tmp_path)
            continue
        refused += 1
        assert done.returncode == 1, (mebibytes, done.returncode, done.stderr)
        assert OUT_OF_MEMORY.search(done.stderr), (mebibytes, done.stderr)
        assert content_of(tmp_path) == before
    assert refused > 0


# Places


def test_a_file_system_that_is_read_only_is_refused(in_own_mounts):
    out = in_own_mounts("""
        mount -t tmpfs none "$place"
        "$command" generate orders -p 2 -q -f csv -o "$place/data/"
        mount -o remount,ro "$place"; state "$place" > /dev/shm/before.$$
        for target in "$place/data/" "$place/new.csv" "$place/deep/er/new/"; do
          "$command" generate orders -q -f csv -o "$target" 2>&1 && echo "it worked"
        done
        state "$place" | diff /dev/shm/before.$$ - && echo unchanged
        rm /dev/shm/before.$$
    """)
    assert out.count("rand-engine: cannot write") == 3 and "unchanged" in out, out


def test_a_directory_without_the_right_to_write_is_refused(
    rand_engine_command, tmp_path, run
):
    folder = tmp_path / "closed"
    folder.mkdir()
    assert run("generate", "orders", "-q", "-o", "closed/data.csv").returncode == 0
    before = content_of(tmp_path)
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)

    def as_nobody():
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)

    words = [rand_engine_command, "generate", "orders", "-q", "-o", folder / "data.csv"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, preexec_fn=as_nobody)
    except PermissionError:
        pytest.skip("another user cannot run the command here")
    if "closed" not in done.stderr:
        pytest.skip("another user cannot reach the folder of this test")
    assert done.returncode != 0
    folder.chmod(stat.S_IRWXU)
    assert content_of(tmp_path) == before


def test_layers_without_exchange_are_written_in_steps_and_the_report_says_so(
    in_own_mounts,
):
    out = in_own_mounts("""
        mount -t tmpfs none "$place"; cd "$place"; mkdir lower upper work merged
        "$command" generate orders -s 1 -p 2 -q -f csv -o lower/data/
        mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work none merged
        "$command" generate orders -s 2 -p 3 --first-row 0 -m append --json \\
          -o merged/data/ 2>&1
        ls merged/data | wc -l
        "$command" generate orders -s 3 -p 4 --json -o merged/data/ -f csv 2>&1
        ls merged/data | wc -l; ls -A merged
    """)
    assert out.count('"atomic": false') == 2, out
    assert out.count("could not take their place in one step, because") >= 2
    assert re.findall(r"^\d+$", out, re.M) == ["5", "4"]
    assert out.rstrip().endswith("\ndata")


def test_a_change_in_layers_that_is_killed_is_ended_by_the_next_run(in_own_mounts):
    # A reader of the lower layer would see inodes change with the copy up.
    out = in_own_mounts("""
        mount -t tmpfs none "$place"; cd "$place"; mkdir upper work merged low
        mount -t tmpfs none low; mkdir low/lower
        "$command" generate orders -s 1 -p 2 -q -f csv -o low/lower/data/
        mount -t overlay -o lowerdir=low/lower,upperdir=upper,workdir=work none merged
        for delay in $(seq 1 40); do
          timeout -s KILL 0.0$((10 + delay)) "$command" generate orders -s 2 -p 20 -q \\
            -n 4000 --first-row 0 -m append -o merged/data/ 2> /dev/null || true
          "$command" generate orders -s 3 -p 1 -q --first-row 0 -m append \\
            -o merged/data/ 2> /dev/null
          ls merged/data | wc -l; ls -A merged | wc -l
          "$command" generate orders -s 1 -p 2 -q -f csv -o merged/data/ 2> /dev/null
        done
    """)
    counts = re.findall(r"^\d+$", out, re.M)
    assert set(counts[1::2]) == {"1"}
    assert set(counts[0::2]) <= {"3", "23"}, counts


def test_a_target_on_another_device_is_written_there(in_own_mounts):
    out = in_own_mounts("""
        mount -t tmpfs none "$place"; cd "$place"; mkdir work disk
        mount -t tmpfs none disk; cd work; ln -s ../disk link
        for words in "-o link/b.csv" "-p 2 -o link/parts/" "-p 3 -o link/parts/"; do
          "$command" generate orders -q -f csv $words
        done
        ls -A; ls -A ../disk; ls -A ../disk/parts | wc -l
        # The mount point itself as a data set: not in one step, and the report says so.
        rm -r ../disk/*
        for parts in 2 3; do
          "$command" generate orders -f csv -p $parts --json -o ../disk/ 2>&1
        done
        ls -A ../disk | wc -l
    """)
    assert out.startswith("link\nb.csv\nparts\n3\n"), out
    assert '"atomic": false' in out and "a file system is mounted there" in out
    assert out.endswith("\n3\n")


@pytest.mark.parametrize(
    "name",
    [
        "with space",
        " leading",
        "trailing ",
        "ünïcödé 日本語 🎲",
        "line\nbreak",
        "tab\tand\rreturn",
        "quote'and\"quote",
        "back\\slash $HOME `x` *?[",
        "...",
        ".hidden",
        "x" * 255,
        "é" * 127,
    ],
)
def test_paths_are_taken_as_they_are(run, tmp_path, name):
    for shape in ("parts", "file", "stream"):
        words = ["generate", "orders", "-s", 1, "-q", "-f", "csv"]
        if shape == "file":
            # The suffix counts too.
            name = name.encode()[:250].decode(errors="ignore")
            words += ["-o", f"./{name}.csv"]
        elif shape == "parts":
            words += ["-p", 2, "-o", f"./{name}/"]
        else:
            words[0] = "stream"
            words += ["--every", 1, "--timeout", 2, "--available-now", "-o", f"./{name}/"]
        for mode in ("overwrite", "overwrite" if shape == "file" else "append"):
            done = run(*words, "-m", mode, "--first-row", 0, "-n", 10)
            assert done.returncode == 0, done.stderr
    assert len([n for n in os.listdir(tmp_path) if n.endswith(".csv")]) == 1
    assert not [n for n in os.listdir(tmp_path) if n.endswith(".tmp")]
    folders = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert all(len(list(folder.iterdir())) == 4 for folder in folders)


def test_a_name_that_is_too_long_is_refused(run, tmp_path):
    done = run("generate", "orders", "-o", "x" * 256 + ".csv")
    assert done.returncode != 0 and "255" in done.stderr
    assert os.listdir(tmp_path) == []


def test_a_link_to_a_directory_is_followed_and_what_it_points_out_to_stays(run, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious.txt").write_text("mine")
    real = tmp_path / "real"
    words = ["generate", "orders", "-q", "-f", "csv", "-p", 2, "-o"]
    assert run(*words, "real/").returncode == 0
    (tmp_path / "link").symlink_to("real")
    (real / "away").symlink_to("../outside")
    assert run(*words, "link/", "-s", 2).returncode == 0
    assert run(*words, "link/", "-s", 3, "-m", "append", "--first-row", 0).returncode == 0
    assert os.readlink(tmp_path / "link") == "real"
    assert os.readlink(real / "away") == "../outside"
    assert content_of(outside) == {"precious.txt": b"mine"}
    assert len(list(real.iterdir())) == 5
    assert sorted(os.listdir(tmp_path)) == ["link", "outside", "real"]


def test_a_link_with_a_parts_name_is_not_ours(run, tmp_path):
    words = ["generate", "orders", "-q", "-f", "csv", "-p", 2, "-o", "data/"]
    assert run(*words).returncode == 0
    (tmp_path / "precious.csv").write_text("mine")
    (tmp_path / "data" / "part_000000ff-1234-8567.csv").symlink_to("../precious.csv")
    before = content_of(tmp_path)
    for mode in ("overwrite", "append"):
        done = run(*words, "-s", 2, "-m", mode)
        assert done.returncode != 0 and "part_000000ff-1234-8567.csv" in done.stderr
        assert content_of(tmp_path) == before


def test_leftovers_are_not_followed_out_of_their_place(run, tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "part_00000000-1234-8567.csv").write_text("mine")
    (tmp_path / ".data.0123456789abcdef.tmp").symlink_to("precious")
    words = ["generate", "orders", "-q", "-f", "csv", "-p", 2, "-o", "data/"]
    assert run(*words).returncode == 0
    assert (tmp_path / "precious" / "part_00000000-1234-8567.csv").read_text() == "mine"


def test_a_signal_that_kills_leaves_what_the_next_run_clears(
    rand_engine_command, run, tmp_path
):
    process = subprocess.Popen(
        [rand_engine_command, "generate", "orders", "-n", "2G", "-o", "data.csv.gz"],
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )
    while not os.listdir(tmp_path):
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert run("generate", "orders", "-q", "-o", "data.csv.gz").returncode == 0
    assert os.listdir(tmp_path) == ["data.csv.gz"]
