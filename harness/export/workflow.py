"""What is said to a runner of GitHub's Actions (and of those that follow it) on standard output.

A line that begins with ``::`` is a command to the runner, and one with ``##[`` anywhere in it once
was.  So text that a submission had a part in is printed only while commands are stopped, by a token
that nobody can guess; and in a command's own words every character that ends a part is escaped, as
the platform's toolkit does.
"""

from collections.abc import Iterator, Sequence

from harness.export.annotations import ERROR, WARNING, Annotation
from harness.reports.readable import cut, visible

_MOST = 10  # annotations of each level that the platform keeps from a step
_LONGEST = 1500
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = _DATA | {":": "%3A", ",": "%2C"}


def command(name: str, message: str, **properties: object) -> str:
    """A command in a line: ``::name key=value,…::message``."""
    given = ",".join(
        f"{key}={_escaped(str(value), _PROPERTY)}" for key, value in properties.items()
    )
    return f"::{name}{' ' if given else ''}{given}::{_escaped(message, _DATA)}"


def guarded(text: str, token: str) -> str:
    """``text`` in lines of which none is a command; ``token`` must be new and hard to guess.

    Raises ValueError if it stands in the text.
    """
    if token in text:
        raise ValueError("the token is in the text")
    return f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::\n"


def annotations(places: Sequence[Annotation]) -> Iterator[str]:
    """A command for each place, as many as the platform keeps; what is over is counted."""
    for level in (ERROR, WARNING):
        own = [place for place in places if place.level == level]
        kept = own if len(own) <= _MOST else own[: _MOST - 1]
        for place in kept:
            title = visible(place.title)
            words = cut(visible(place.message, "\n\t"), _LONGEST)
            yield command(level, words, file=visible(place.file), line=place.line, title=title)
        if len(own) > len(kept):
            yield command(level, f"{len(own) - len(kept)} more places are in the report.")


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in text)
