#!/bin/sh
# Gradescope's run_autograder: grades what lies in submission/, into results/results.json.
here=$(CDPATH='' cd "$(dirname "$0")" && pwd) || exit 3
[ -d "$here/source" ] || here=$(dirname "$here") # started where it was unpacked
source=$here/source
results=$here/results

# Whatever goes wrong below, this is what is found then: no score, and a sentence.
mkdir -p "$results" && cp "$source/failed.json" "$results/results.json" || exit 3
for assignment in "$source"/callsheet/assignments/*/; do
    sh "$source/callsheet/launch.sh" platform "$assignment" "$here/submission" \
        --for gradescope --out "$results/results.json"
    exit
done
