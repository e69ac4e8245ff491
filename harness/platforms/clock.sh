#!/bin/sh
# Sees to it that the clock library works here: one that came along and does not fit this machine's C
# library would make every program complain, so it is built anew, or goes.  Fails if there is none then:
# programs that sleep take their time.
[ "$(uname -s)" = Linux ] || exit 1
cd "$(dirname "$0")/harness/clock" || exit 1
library=build/clock-$(uname -m).so

works() {
    [ -e "$library" ] && said=$(LD_PRELOAD="$PWD/$library" env true 2>&1) && [ -z "$said" ]
}

works && exit 0
rm -f "$library"
command -v cc >/dev/null || exit 1
sh build.sh cc && works
