#!/bin/sh
# Builds the clock library for this processor, if it is not there or older than its sources:
#   harness/clock/build.sh [COMPILER]
# Fails if the compiler is missing or the library cannot be built.
set -eu
cd "$(dirname "$0")"
compiler=${1:-cc}
target=build/clock-$(uname -m).so
if [ -f "$target" ] && [ -z "$(find . -maxdepth 1 \( -name '*.[ch]' -o -name build.sh \) -newer "$target")" ]; then
    exit 0
fi
mkdir -p build
"$compiler" -std=gnu11 -O2 -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden -fwrapv \
    -fexceptions -fasynchronous-unwind-tables -o "$target.new" ./*.c -ldl -lpthread
mv "$target.new" "$target"
