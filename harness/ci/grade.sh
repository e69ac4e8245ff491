#!/usr/bin/env bash
# Sets up Callsheet on a CI runner and grades; for the action beside this file, and for other jobs.
#
#   CALLSHEET_ASSIGNMENT, _SUBMISSION, _PASS_AT, _REQUIRE, _NOTICES   as in action.yml
#   CALLSHEET_OUT      where the report goes (default: callsheet, in the runner's folder for such)
#   CALLSHEET_PYTHON   a Python that has Callsheet's packages already: nothing is set up
#
# A student must never see a zero because of us: if nothing comes of it, the outputs, the summary and
# the log say so, and the exit code is 3 (64 if it was called wrongly).
set -u
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=${CALLSHEET_OUT:-${RUNNER_TEMP:-/tmp}/callsheet}
python=${CALLSHEET_PYTHON:-}

# Without Python there may be no more than this: what `grade.py ci` writes when grading failed.
broken() {
    local code=${1:-3} result
    result='{"version":1,"status":"error","max_score":0,"tests":[{"name":"The grader itself failed",'
    result+='"status":"error","score":0,"message":"Callsheet could not begin. This is not your '
    result+='fault and has cost nothing.","test_code":"","filename":"","line_no":0,"duration":0}]}'
    if [ -n "${GITHUB_OUTPUT:-}" ]; then
        printf 'code=%s\nresult=%s\n' "$code" "$(printf %s "$result" | base64 | tr -d '\n')" \
            >>"$GITHUB_OUTPUT"
    fi
    if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
        printf '# Not graded\n\nThe grader could not begin; the log says why. %s\n' \
            'This is not your fault and has cost you nothing.' >>"$GITHUB_STEP_SUMMARY"
    fi
    if [ "${GITHUB_ACTIONS:-}" = true ]; then
        echo "::error title=Not graded%3A the grader failed::Callsheet could not begin. This is not your fault."
    else
        echo "The grader could not begin. This is not your fault, and no grade."
    fi
    exit "$code"
}

# Ubuntu keeps ordinary users from namespaces of their own, which every scene needs.  On a machine
# that is thrown away after the job that is lifted; anywhere else it is for its owner to decide.
allow_namespaces() {
    local key=kernel.apparmor_restrict_unprivileged_userns
    unshare --user --map-root-user true 2>/dev/null && return
    [ "${RUNNER_ENVIRONMENT:-}" = github-hosted ] || return
    sudo -n sysctl -q -w $key=0 || echo "$key could not be set: fewer items can be observed"
}

if [ -z "$python" ]; then
    bash "$top/harness/setup.sh" grade || broken
    allow_namespaces
    python=$top/.venv/bin/python
fi

mkdir -p "$out" && rm -f "$out/junit.xml" || broken
[ -z "${GITHUB_OUTPUT:-}" ] || echo "report=$out" >>"$GITHUB_OUTPUT"
words=(--submission="${CALLSHEET_SUBMISSION:-.}" --out="$out" --junit="$out/junit.xml")
words+=(--summary="$out/summary.md" --codequality="$out/codequality.json")
[ -z "${CALLSHEET_PASS_AT:-}" ] || words+=(--pass-at="$CALLSHEET_PASS_AT")
[ -z "${CALLSHEET_REQUIRE:-}" ] || words+=(--require="$CALLSHEET_REQUIRE")
[ "${CALLSHEET_NOTICES:-}" != true ] || words+=(--notices)
[ -z "${CALLSHEET_ASSIGNMENT:-}" ] || words+=(-- "$CALLSHEET_ASSIGNMENT")
"$python" "$top/grade.py" ci "${words[@]}"
code=$?
# An interpreter that cannot even begin ends with 1 as well, which would be taken for lost points.
[ -f "$out/junit.xml" ] && exit $code
[ $code = 64 ] && broken 64
broken
