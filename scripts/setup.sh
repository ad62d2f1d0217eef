#!/usr/bin/env bash
# Installs what is missing: Debian packages (as root or by sudo) and the Python environment
# .venv. Says nothing and takes no time where all is there.
#   scripts/setup.sh           what building and testing need
#   scripts/setup.sh readers   what `make test-readers` needs besides
#   scripts/setup.sh watched   what `make fuzz` and `make sanitize` need besides
set -euo pipefail
cd "$(dirname "$0")/.."

debian=dependencies/debian.txt
python_packages=dependencies/python.txt
stamp=.venv/requirements.sha256
if [ "${1:-}" = readers ]; then
  debian=dependencies/debian-readers.txt
  python_packages=dependencies/readers.txt
  stamp=.venv/readers.sha256
elif [ "${1:-}" = watched ]; then
  debian=dependencies/debian-fuzz.txt
fi

wanted=$(grep -v '^#' "$debian")
missing=()
for package in $wanted; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "setup: not root and no sudo; install these yourself: ${missing[*]}" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  echo "setup: installing Debian packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${missing[@]}" >/tmp/setup-apt.$$ 2>&1; then
    tail -5 /tmp/setup-apt.$$ >&2
    echo "setup: cannot install: ${missing[*]}" >&2
    exit 1
  fi
  rm -f /tmp/setup-apt.$$
fi

want=$(sha256sum "$python_packages" | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$want" ]; then
  python=/usr/bin/python3
  [ -x "$python" ] || python=$(command -v python3)
  echo "setup: installing $python_packages into .venv"
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check \
      -r "$python_packages"; then
    echo "setup: cannot install the Python packages of $python_packages" >&2
    exit 1
  fi
  echo "$want" >"$stamp"
fi
