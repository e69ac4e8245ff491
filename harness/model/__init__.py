"""Plain data that every other part of the harness speaks: no I/O, standard library only.

Imports point downward to here: ``spec``, ``checks``, ``reports``, ``stage`` and ``intake``
do not know one another and meet only in these types.
"""
