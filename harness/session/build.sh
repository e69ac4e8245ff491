#!/bin/sh
# Builds the program that starts programs, for this processor, if it is not there or older than its
# source:
#   harness/session/build.sh [COMPILER]
# Fails if the compiler is missing or it cannot be built; `setsid -c` does the same more slowly.
set -eu
export LC_ALL=C
cd "$(dirname "$0")"
compiler=${1:-cc}
target=build/session-$(uname -m)
if [ -f "$target.sources" ] && [ -f "$target" ] && [ -z "$(find . -maxdepth 1 \( -name '*.c' -o -name build.sh \) -newer "$target")" ]; then
    exit 0
fi
mkdir -p build
"$compiler" -std=gnu11 -O2 -Wall -Wextra -Werror -ffreestanding -fno-stack-protector -fno-pie -no-pie \
    -static -nostdlib -s -o "$target.$$" session.c
mv "$target.$$" "$target"
# of what it was built; a package carries it only if that is what it carries, too
cat ./*.c build.sh | sha256sum >"$target.sources"
