#!/usr/bin/env python3
"""Run the micro-benchmarks of a build folder, then whole runs, data frames and streams.

Usage: run.py BUILD_FOLDER [end_to_end.py's options]
"""

import subprocess
import sys
from pathlib import Path


def run_benchmarks(program):
    """Run one; an error of any benchmark ends the run (the program itself ends well)."""
    command = [program, "--benchmark_min_time=0.2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        failed = False
        for line in process.stdout:
            print(line, end="", flush=True)
            failed = failed or "ERROR OCCURRED" in line
    if failed or process.returncode != 0:
        sys.exit(f"{program.name} failed")


def main():
    """Run every benchmark program of the build folder."""
    build = Path(sys.argv[1])
    for program in sorted(build.rglob("*_benchmark")):
        if program.is_file():
            print(f"== {program.name}", flush=True)
            run_benchmarks(program)
    script = Path(__file__).with_name("end_to_end.py")
    print("== end to end", flush=True)
    subprocess.run([sys.executable, script, *sys.argv[2:]], check=True)
    print("== data frames", flush=True)
    subprocess.run([sys.executable, script.with_name("data_frames.py")], check=True)
    print("== streams", flush=True)
    subprocess.run([sys.executable, script.with_name("streaming.py")], check=True)


if __name__ == "__main__":
    main()
