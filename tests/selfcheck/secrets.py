"""An assignment with hidden items, and a hand-in that loses all of them."""

from pathlib import Path

from tests import small

SPEC = """\
callsheet: 1
title: Echo
roles:
  server: {files: "*server*.py", does: listen}
  client: {by: script}
scenes:
  echo:
    runs: 1
    limit: 5
    story: |
      start server
      client connects to server
      client -> server: parrot
      echoes: server -> client: parrot
      both, covert: server -> client: mackaw
      covert: server -> client: xyzzy
      covert: server prints: plugh
  covertscene:
    runs: 1
    limit: 5
    story: |
      start server
      client connects to server
      client -> server: cockatoo
      covertalone: server -> client: frobnicate
rubric:
  echoes: {is: 10 The server sends back what it receives, hint: [Read what came., Then send it.]}
  both: {is: 5 It knows another bird, gate: covert}
  covert: {is: 20 Unspeakable, hidden: yes, hint: Unheardof}
  covertalone: {is: 7 Unspeakable too, hidden: yes}
  covertextra: {is: +3 Unspeakable extra, hidden: yes, by: person}
"""
SECRETS = (
    *("covert", "Unspeakable", "Unheardof", "xyzzy", "plugh", "cockatoo", "frobnicate"),
)  # fmt: skip
ANSWERS = small.GOOD.replace(' b" goodbye"', ' b" mackaw"')


def assignment(folder: Path) -> Path:
    """Write the assignment into ``folder``, which is made."""
    return small.assignment(folder, SPEC)
