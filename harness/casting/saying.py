"""What a program says: the words in its texts, which tell it from others that could be meant."""

from collections.abc import Iterable

from harness.casting.sources import Source, Sources


def says(source: Source, words: Iterable[str], sources: Sources) -> bool:
    """Whether one of the words stands in a text of a program, or of what it is made of."""
    sought = [word.casefold() for word in words]
    every = (text for each in sources.uses(source) for text in each.strings)
    return any(word in text.casefold() for text in every for word in sought)
