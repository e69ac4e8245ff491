"""What a class came to, kept in one file: it can be gone on with, marked again and corrected.

:mod:`.database` is that file, :mod:`.packing` how records stand in it, :mod:`.stamps` how it is
known that something was played before.
"""
