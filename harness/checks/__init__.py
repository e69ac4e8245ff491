"""Deciding: a story and a timeline go in, findings as data come out.

Pure: nothing here starts, sends, waits or looks at a clock, and the same events always give the
same findings.  Nothing is rendered either: a finding holds short plain sentences, which the
reports escape and lay out.

Read in this order: :mod:`.play` (what a story becomes), :mod:`.unfold` (how), :mod:`.performance`
(how it is followed), :mod:`.solve` and :mod:`.match` (which event meets which line),
:mod:`.pattern` (texts), :mod:`.findings` and :mod:`.explain` (what is said about it).
"""
