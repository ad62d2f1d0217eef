"""What no writer should do: take the old data away, then write in place, without fsync.

unsafe_writer.py FROM TO writes the files of the folder FROM into the folder TO. The crash
harness has to catch it, or it proves nothing of those that it lets pass.
"""

import sys
from pathlib import Path

CHUNK = 4096


def main(source, target):
    for old in target.iterdir():
        old.unlink()
    for file in sorted(source.iterdir()):
        content = file.read_bytes()
        with open(target / file.name, "wb", buffering=0) as out:
            for start in range(0, len(content), CHUNK):
                out.write(content[start : start + CHUNK])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
