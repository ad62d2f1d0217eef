#!/usr/bin/env bash
# Installs what is missing: Debian packages (as root or by sudo) and the Python environment
# .venv. Says nothing and takes no time where all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=$(grep -v '^#' dependencies/debian.txt)
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

stamp=.venv/requirements.sha256
want=$(sha256sum dependencies/python.txt | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$want" ]; then
  python=/usr/bin/python3
  [ -x "$python" ] || python=$(command -v python3)
  echo "setup: making the Python environment .venv"
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check \
      -r dependencies/python.txt; then
    echo "setup: cannot install the Python packages of dependencies/python.txt" >&2
    exit 1
  fi
  echo "$want" >"$stamp"
fi
