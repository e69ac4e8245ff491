#!/bin/sh
# Starts the grader of this folder with a Python that is recent enough: launch.sh COMMAND...
# CALLSHEET_PYTHON names one that is tried first.
here=$(CDPATH='' cd "$(dirname "$0")" && pwd) || exit 3
recent='import sys; sys.exit(sys.version_info < (3, 11))'
PATH=${PATH:-/usr/bin:/bin}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
export PATH

sh "$here/clock.sh" >/dev/null 2>&1
for python in "${CALLSHEET_PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if [ -n "$python" ] && "$python" -c "$recent" >/dev/null 2>&1; then
        # -I: neither the folder that this is started in nor the environment decides what is imported
        exec "$python" -I "$here/start.py" "$@"
    fi
done
echo "This needs Python 3.11 or newer, and none was found. On Debian or Ubuntu: sudo apt-get install python3 (or python3.11)." >&2
exit 3
