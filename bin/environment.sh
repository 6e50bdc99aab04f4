# Sourced by the commands beside it: finds Python, the Debian packages and the locked environment.
# After a `source`, $root is the project's folder and $python the environment's interpreter.

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
python=$root/.venv/bin/python

stop() {
  printf '%s\n' "$@" >&2
  exit 1
}

say() {
  printf '%s\n' "$*" >&2
}

need_python() {
  command -v python3 >/dev/null || stop "Python 3.11 or newer is needed: apt-get install python3"
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "Python 3.11 or newer is needed; this is $(python3 --version)."
}

can_load() {
  python3 -c "import ctypes; ctypes.CDLL('$1')" 2>/dev/null
}

# What is needed to run, as Debian packages, when it is not there whatever its origin.
missing_to_run() {
  python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
  can_load libpango-1.0.so.0 || echo libpango-1.0-0
  can_load libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
  can_load libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
  [ -n "${REDIS_URL:-}" ] || command -v redis-server >/dev/null || echo redis-server
}

missing_to_test() {
  missing_to_run
  command -v redis-server >/dev/null || echo redis-server
  command -v chromium >/dev/null || echo chromium
  command -v pdftotext >/dev/null || echo poppler-utils
  command -v git >/dev/null || echo git
  can_load libzbar.so.0 || echo libzbar0
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || echo postgresql
}

# install_packages NAME...: with apt, as root or by sudo; a sentence that can be copied otherwise.
install_packages() {
  [ $# -gt 0 ] || return 0
  local wanted as_root=()
  wanted=$(printf '%s\n' "$@" | sort -u | tr '\n' ' ')
  local by_hand="Install these packages, then start again: apt-get install ${wanted% }"
  command -v apt-get >/dev/null || stop "This system has no apt-get. $by_hand"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || stop "Not root, and sudo is not installed. $by_hand"
    [ -t 0 ] || sudo -n true 2>/dev/null || stop "sudo would ask for a password. $by_hand"
    as_root=(sudo)
  fi
  say "Installing with apt: ${wanted% }"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
  "${apt[@]}" update >&2 || say "The package lists could not be refreshed; trying with those at hand."
  # shellcheck disable=SC2086
  "${apt[@]}" install --no-install-recommends $wanted >&2 || stop "apt could not install them. $by_hand"
  # Debian starts a Redis for the whole machine; ours is private, so that one only costs memory.
  case " $wanted" in *" redis-server "*)
    [ ! -d /run/systemd/system ] || "${as_root[@]}" systemctl disable --now redis-server >&2 || true ;;
  esac
}

# make_environment runtime|test: .venv from the lock. A stamp written last says that it is whole, so
# one that was interrupted is taken up again, and one that is whole costs a comparison.
# The lock is complete, so nothing is resolved (--no-deps): pip would otherwise look at newer releases
# of what a package asks for with an extra, find no hash for them, and stop.
make_environment() {
  local lock=$root/requirements/$1.txt stamp=$root/.venv/$1.lock
  ! cmp -s "$lock" "$stamp" || [ ! -x "$python" ] || return 0
  need_python
  exec 9>"$root/.venv.lock"
  flock 9
  if ! cmp -s "$lock" "$stamp" || [ ! -x "$python" ]; then
    say "Making the Python environment (.venv) from requirements/$1.txt ..."
    "$python" -m pip --version >/dev/null 2>&1 || python3 -m venv --clear "$root/.venv"
    rm -f "$root"/.venv/*.lock
    "$python" -m pip install --quiet --disable-pip-version-check --no-input \
      --no-deps --require-hashes --only-binary :all: -r "$lock" ||
      stop "The Python packages could not be installed; nothing else was changed. Start again."
    "$python" -m compileall -q "$root/app" || true
    cp "$root/requirements/runtime.txt" "$root/.venv/runtime.lock"
    cp "$lock" "$stamp.part" && mv "$stamp.part" "$stamp"
  fi
  exec 9>&-
}
