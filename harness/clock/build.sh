#!/bin/sh
# Builds the clock library for this processor, if it is not there or older than its sources:
#   harness/clock/build.sh [COMPILER]
# Fails if the compiler is missing or the library cannot be built.
set -eu
export LC_ALL=C
cd "$(dirname "$0")"
compiler=${1:-cc}
target=build/clock-$(uname -m).so
if [ -f "$target.sources" ] && [ -f "$target" ] && [ -z "$(find . -maxdepth 1 \( -name '*.[ch]' -o -name build.sh \) -newer "$target")" ]; then
    exit 0
fi
mkdir -p build
# Some compilers check bounds by default, by inline forms of the very functions that are made here.
"$compiler" -std=gnu11 -O2 -U_FORTIFY_SOURCE -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden -fwrapv \
    -fexceptions -fasynchronous-unwind-tables -o "$target.$$" ./*.c -ldl -lpthread
mv "$target.$$" "$target"
# of what it was built; a package carries it only if that is what it carries, too
cat ./*.[ch] build.sh | sha256sum >"$target.sources"
