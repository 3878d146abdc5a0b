# Shared by the scripts of this folder: where things are, and how missing packages are installed.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export SWIFT_DETERMINISTIC_HASHING=1 SWIFT_BACKTRACE=enable=no
cd "$ROOT"

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Debian packages by name; asks nothing, installs only what is missing.
need_packages() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo"
  say "Installing ${missing[*]}"
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
    install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

BUILD_PACKAGES=(libsqlite3-dev libcurl4-openssl-dev libssl-dev libqrencode-dev libpango1.0-dev
  libcairo2-dev libzstd-dev pkg-config fonts-noto-core fonts-liberation2)
TEST_PACKAGES=(nginx-light openssl iproute2 rsync git cups-ipp-utils dbus-daemon zbar-tools poppler-utils chromium python3-venv imagemagick zstd sqlite3)

need_build() {
  need_packages "${BUILD_PACKAGES[@]}"
  command -v swift >/dev/null || fail "Swift 6.3 is needed: install it from swift.org and put it on PATH."
}

# A debug build, as the tests and the demo run it, with optimised what takes most of their time: C,
# such as the derivation of keys from words, and the form engine.
export MOTCUA_OPTIMIZED="FormEngine"
build_debug() { swift build -Xcc -O2 "$@"; }

# A Python virtual environment under .build with the packages named in a requirements file.
need_venv() {
  local folder="$ROOT/.build/venv" wanted="$ROOT/script/requirements.txt"
  if ! cmp -s "$wanted" "$folder/requirements.txt" 2>/dev/null; then
    need_packages python3-venv
    mkdir -p "$ROOT/.build"
    python3 -m venv --clear "$folder"
    "$folder/bin/pip" install -q --disable-pip-version-check -r "$wanted"
    cp "$wanted" "$folder/requirements.txt"
  fi
  PYTHON="$folder/bin/python"
}
