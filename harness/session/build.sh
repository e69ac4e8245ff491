#!/bin/sh
# Builds the small programs that the stage starts, for this processor, each if it is not there or
# older than its sources:
#   harness/session/build.sh [COMPILER]
# Fails if the compiler is missing or one cannot be built; `setsid -c`, a shell's script and Python do
# the same more slowly, or with more memory.
set -eu
export LC_ALL=C
cd "$(dirname "$0")"
compiler=${1:-cc}
for program in shell keyboard porter; do
    target=build/$program-$(uname -m)
    if [ -f "$target.sources" ] && [ -f "$target" ] && [ -z "$(find . -maxdepth 1 \( -name '*.[ch]' -o -name build.sh \) -newer "$target")" ]; then
        continue
    fi
    mkdir -p build
    "$compiler" -std=gnu11 -O2 -Wall -Wextra -Werror -ffreestanding -fno-stack-protector -fno-pie -no-pie \
        -static -nostdlib -s -o "$target.$$" "$program.c"
    mv "$target.$$" "$target"
    # of what it was built; a package carries it only if that is what it carries, too
    cat ./*.[ch] build.sh | sha256sum >"$target.sources"
done
