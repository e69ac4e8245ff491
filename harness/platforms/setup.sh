#!/bin/sh
# Gets what the grader needs from a Debian or an Ubuntu: run once, as root, where programs are graded.
# What is there is left as it is; with all of it there, no network is needed.
here=$(CDPATH='' cd "$(dirname "$0")" && pwd) || exit 1
recent='import sys; sys.exit(sys.version_info < (3, 11))'
fetched=no

get() {
    command -v apt-get >/dev/null || return 1
    [ "$fetched" = yes ] || apt-get -qq update
    fetched=yes
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" </dev/null
}

has_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        "$python" -c "$recent" >/dev/null 2>&1 && return
    done
    return 1
}

# An Ubuntu that is older keeps a newer Python beside its own.
has_python || get python3 && has_python || get python3.11 && has_python || get python3.12
if ! has_python; then
    echo "setup: there is no Python 3.11 or newer to be had here; nothing can be graded" >&2
    exit 1
fi
command -v bwrap >/dev/null || get bubblewrap || echo "setup: bubblewrap is missing"
if [ -e "$here/callsheet/windows" ]; then
    command -v Xvfb >/dev/null || get xvfb || echo "setup: Xvfb is missing: no program has a window"
    "$python" -c 'import tkinter' 2>/dev/null || get "$(basename "$python")-tk" || get python3-tk ||
        echo "setup: tkinter is missing: no program has a window"
fi
sh "$here/callsheet/clock.sh" || {
    get gcc libc6-dev
    sh "$here/callsheet/clock.sh" || echo "setup: no clock library: programs that sleep take their time"
}
command -v py-spy >/dev/null ||
    PIP_BREAK_SYSTEM_PACKAGES=1 "$python" -m pip install -q --retries 0 --timeout 15 py-spy >/dev/null 2>&1 ||
    echo "setup: py-spy is missing: of a stuck program the line is not told"
"$python" -m compileall -q "$here/callsheet" >/dev/null
sh "$here/callsheet/launch.sh" doctor
exit 0
