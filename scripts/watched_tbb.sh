#!/usr/bin/env bash
# Builds oneTBB for ThreadSanitizer into build/thread-tbb, out of the source of the installed
# Debian package. The installed library hands work from thread to thread unseen: each hand-over
# would be reported as a race, and silencing those would silence the real ones.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$PWD/build/thread-tbb
version=$(dpkg-query -W -f='${Version}' libtbb-dev)
[ "$(cat "$folder/version" 2>/dev/null || true)" = "$version" ] && exit

rm -rf "$folder"
mkdir -p "$folder"/{apt/lists/partial,apt/cache,apt/sources.list.d,source}
# Where the package came from, its sources instead of its binaries; as any user.
apt=$folder/apt
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
  [ -f "$list" ] || continue
  sed -E 's/^Types:.*/Types: deb-src/; s/^deb /deb-src /' "$list" \
    >"$apt/sources.list.d/$(basename "$list")"
done
touch "$apt/sources.list"
from_sources=(apt-get -qq -o Dir::Etc::SourceList="$apt/sources.list"
  -o Dir::Etc::SourceParts="$apt/sources.list.d" -o Dir::State::lists="$apt/lists"
  -o Dir::Cache="$apt/cache" -o APT::Sandbox::User="$(id -un)")
"${from_sources[@]}" update
(cd "$apt" && "${from_sources[@]}" source --download-only "onetbb=$version")
tar -xf "$apt"/onetbb_*.orig.tar.* -C "$folder/source" --strip-components=1

cmake -G Ninja -S "$folder/source" -B "$folder/build" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_CXX_COMPILER=clang++-14 -DTBB_SANITIZE=thread \
  -DTBB_TEST=OFF -DTBBMALLOC_BUILD=OFF -DTBB_STRICT=OFF \
  -DCMAKE_INSTALL_PREFIX="$folder" >/dev/null
cmake --build "$folder/build" --target install >/dev/null
rm -rf "$folder"/{apt,source,build}
echo "$version" >"$folder/version"
