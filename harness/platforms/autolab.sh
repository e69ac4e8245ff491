#!/bin/sh
# Grades the one file that was handed in, which Autolab has put beside this folder.  Students read all
# that is printed, so what the grader says to those who run the course is not.  The last line is for
# Autolab; where grading fails there is no such line, and so no score.
here=$(CDPATH='' cd "$(dirname "$0")" && pwd) || exit 3
out=$here/out.txt
handin=$here/handin

mkdir -p "$handin" || exit 3
for file in "$here"/../*; do
    case $(basename "$file") in
        Makefile | autograde-Makefile | autograde.tar | "$(basename "$here")") ;;
        *) cp -R "$file" "$handin/" ;;
    esac
done
set -- "$handin"/*
[ $# = 1 ] && [ -f "$1" ] && handin=$1 # a zip or a tar is opened where it is handed in alone

for assignment in "$here"/callsheet/assignments/*/; do
    rm -f "$out"
    sh "$here/callsheet/launch.sh" platform "$assignment" "$handin" --for autolab --out "$out" >/dev/null 2>&1
done
[ -s "$out" ] || out=$here/failed.txt
cat "$out"
