#!/usr/bin/env bash
# Gets what Callsheet needs on this machine: only what is missing, and only once.
#
#   harness/setup.sh grade    what grading needs
#   harness/setup.sh test     that, and what `make test` needs
#   harness/setup.sh bench    that, and the tools that `make bench` compares with
#
# System packages come from apt-get, by root or by a sudo that asks for no password.  Without
# either, it says what stays missing and what that costs, and goes on with what there is.
# Python packages go into .venv (the peers of the benchmark into .venv-bench), from wherever this
# machine's pip is told to look.  A stamp in .venv says what was installed, where, and for which
# pyproject.toml: while it holds, nothing is fetched and the network is not needed.
set -eu

level=${1:-grade}
case $level in
    grade | test | bench) ;;
    *)
        echo "usage: harness/setup.sh grade|test|bench" >&2
        exit 64
        ;;
esac

cd "$(dirname "$0")/.."
top=$PWD
PATH=$PATH:/usr/sbin:/sbin
log=$(mktemp)
trap 'rm -f "$log"' EXIT

say() { printf 'setup: %s\n' "$*"; }

stop() {
    printf 'setup: %s\n' "$@" >&2
    exit 1
}

# Runs a command with its output put aside; shows the end of it only if the command fails.
hushed() {
    "$@" >"$log" 2>&1 </dev/null && return
    tail -n 15 "$log" | sed 's/^/    /' >&2
    return 1
}

# --- system packages ------------------------------------------------------------------------

if [ "$(id -u)" = 0 ]; then
    become=()
    may_install=yes
elif sudo -n true 2>/dev/null; then
    become=(sudo -n)
    may_install=yes
else
    may_install=no
fi
command -v apt-get >/dev/null || may_install=no

apt() {
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@"
}

# Lists are fetched only where they are missing or out of date: an install that works needs none.
install_packages() {
    say "system packages: $* ..."
    apt install -y --no-install-recommends "$@" >"$log" 2>&1 </dev/null && return
    hushed apt update || say "the lists of packages could not be fetched"
    hushed apt install -y --no-install-recommends "$@"
}

browser() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" && return
    done
    return 1
}

# Ubuntu has Chromium only as a snap, and its package of that name is a stub that needs snapd.
install_browser() {
    if [ -n "$(command -v snap)" ] && snap version >/dev/null 2>&1; then
        say "snap: chromium ..."
        hushed "${become[@]}" snap install chromium
    elif grep -qi '^ID=ubuntu' /etc/os-release; then
        return 1
    else
        install_packages chromium
    fi
}

# want COMMAND PACKAGES COST: gets PACKAGES if COMMAND is missing; says COST if it stays so.
want() {
    command -v "$1" >/dev/null && return
    if [ "$may_install" = yes ] && [ "$fresh" = yes ]; then
        # shellcheck disable=SC2086  # a word each
        install_packages $2 && command -v "$1" >/dev/null && return
    fi
    say "$2 is not installed: $3"
    advise "$2"
}

advise() {
    [ "$may_install" = yes ] || say "    someone with root can add it: apt-get install $1"
}

system_packages() {
    want bwrap bubblewrap "no program can be run; only what the source shows is judged"
    want Xvfb xvfb "programs with windows cannot be graded"
    if ! has_module /usr/bin/python3 tkinter; then
        if [ "$may_install" = yes ] && [ "$fresh" = yes ]; then
            install_packages python3-tk || true
        fi
        has_module /usr/bin/python3 tkinter || {
            say "python3-tk is not installed: the system's Python runs no programs with windows"
            advise python3-tk
        }
    fi
    [ "$level" = test ] || return 0
    want aarch64-linux-gnu-gcc "gcc-aarch64-linux-gnu libc6-dev-arm64-cross" \
        "the clock library is not tried on 64-bit ARM"
    want qemu-aarch64 qemu-user "the clock library is not tried on 64-bit ARM"
    want go golang-go "no program in Go is tried"
    browser >/dev/null && return
    if [ "$may_install" = yes ] && [ "$fresh" = yes ]; then
        install_browser && browser >/dev/null && return
    fi
    say "no Chromium and no Chrome: the tests that open the pages in a browser are skipped"
    advise chromium
}

# What starts programs is small, and can be done without: that alone is no failure.
build_in_c() {
    harness/session/build.sh cc || true
    harness/clock/build.sh cc
}

# Two programs that the tests run in the browser: axe looks for what keeps people from using a page,
# and Mermaid draws what the Markdown reports hold.  Each is one file of its package, and of the
# package alone: nothing that it would install is needed.
npm_files() {
    [ "$level" = test ] && [ "$fresh" = yes ] || return 0
    if ! command -v npm >/dev/null; then
        say "npm is not installed: pages are not looked at with axe, and no Mermaid diagram is drawn"
        advise npm
        return 0
    fi
    mkdir -p .venv/npm
    npm_file axe-core@4.14.1 package/axe.min.js
    npm_file mermaid@12.3.0 package/dist/mermaid.min.js
}

npm_file() {
    local packed name=${2##*/}
    say "npm: $1 ..."
    packed=$(cd .venv/npm && npm pack --silent "$1" 2>"$log" </dev/null) &&
        tar -xzOf ".venv/npm/$packed" "$2" >".venv/npm/$name.part" &&
        mv ".venv/npm/$name.part" ".venv/npm/$name" && rm -f ".venv/npm/$packed" && return
    say "$1 could not be fetched: the tests that use it are skipped"
}

# Without the library programs wait in real time: what they print and send is judged all the same,
# but one that sleeps costs as long as it sleeps.
# It is built anew whenever its sources have changed; one that is there needs no compiler.
clock_library() {
    local cost="programs that sleep are graded in real time"
    build_in_c >"$log" 2>&1 && return
    if [ "$may_install" = yes ] && [ "$fresh" = yes ]; then
        install_packages gcc libc6-dev || true
    fi
    if command -v cc >/dev/null; then
        hushed build_in_c && return
        say "the clock library could not be built (see above): $cost"
    else
        say "there is no C compiler: $cost"
    fi
    advise "gcc libc6-dev"
}

# --- Python ---------------------------------------------------------------------------------

recent='import sys; sys.exit(sys.version_info < (3, 11))'

# The system's own comes first: everyone on the machine can run it, and it does not go away with
# somebody's home directory.
find_python() {
    local name
    for name in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c "$recent" 2>/dev/null; then
            "$name" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

has_module() { "$1" -c "import $2" 2>/dev/null; }

# Debian keeps `ensurepip` in a package of its own; pip or uv, where there, can stand in for it.
# What a link points to is somebody else's, and all of these would clear it.
make_venv() {
    local python=$1 folder=$2 version
    [ ! -L "$folder" ] ||
        stop "$folder is a symbolic link, to $(readlink "$folder"): it is not cleared for a new one." \
            "    remove the link (rm $folder), and an environment of its own is made here"
    say "Python environment: $folder, from $python ..."
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    if ! has_module "$python" ensurepip && [ "$may_install" = yes ]; then
        install_packages "$version-venv" || true
    fi
    if has_module "$python" ensurepip; then
        hushed "$python" -m venv --clear "$folder" && return
    elif has_module "$python" pip; then
        hushed "$python" -m venv --clear --without-pip "$folder" &&
            hushed "$python" -m pip --python "$folder/bin/python" install pip && return
    elif command -v uv >/dev/null; then
        rm -rf "$folder"
        hushed uv venv --seed --python "$python" "$folder" && return
    fi
    stop "$python cannot make a virtual environment: it has neither ensurepip nor pip." \
        "    someone with root can add it: apt-get install $version-venv"
}

# A folder that was copied or moved has scripts that point to the old place: made anew.
usable_venv() {
    "$1/bin/python" -c "$recent" 2>/dev/null && has_module "$1/bin/python" pip &&
        grep -qsF "$top/$1" "$1/pyvenv.cfg"
}

ensure_venv() {
    usable_venv "$1" && return
    local python
    if ! python=$(find_python); then
        [ "$may_install" = yes ] && install_packages python3 python3-venv || true
        python=$(find_python) || stop "Python 3.11 or newer is needed, and none was found on PATH."
    fi
    make_venv "$python" "$1"
}

pip_install() {
    local folder=$1
    shift
    hushed "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        "$@" || stop "pip could not install $* into $folder (see above)"
}

# stamped FOLDER LEVEL: true if FOLDER has what LEVEL needs, by what was installed and where.
key() {
    echo "$top $(readlink -f "$1/bin/python") $(cat pyproject.toml bench/requirements.txt | cksum)"
}
stamped() { [ "$(cat "$1/.setup-$2" 2>/dev/null)" = "$(key "$1")" ]; }
stamp() { key "$1" >"$1/.setup-$2"; }

python_packages() {
    local extra=
    [ "$level" = grade ] || [ "$level" = bench ] || extra='[dev]'
    stamped .venv "$level" && return
    ensure_venv .venv
    say "Python packages: $level ..."
    pip_install .venv --editable ".$extra"
    .venv/bin/python -m compileall -q harness || true # a checkout that cannot be written to
    stamp .venv "$level"
    [ "$level" = grade ] || stamp .venv grade
}

bench_packages() {
    stamped .venv-bench bench && return
    ensure_venv .venv-bench
    say "Python packages: the benchmark's peers ..."
    pip_install .venv-bench --requirement bench/requirements.txt
    stamp .venv-bench bench
}

# --- in turn --------------------------------------------------------------------------------

fresh=yes
stamped .venv "$level" && fresh=no
system_packages
clock_library
python_packages
npm_files
[ "$level" = bench ] && bench_packages
[ "$fresh" = no ] || say "done"
