"""A record as bytes and back, whichever version packed it."""

import json
import zlib
from dataclasses import fields

from harness.model.record import Record, Take
from harness.model.result import SceneRun
from harness.store import packing

_AT = [each.name for each in fields(Record)].index("takes")


def _record() -> Record:
    take = Take(
        SceneRun("order", "whole", "", 1, "done", 0.5), (), {}, {}, {}, "s", "p", heard=("server",)
    )
    return Record("user", "roles", "material", takes=(take,), files=("server.py",))


def test_there_and_back() -> None:
    """What is unpacked is what was packed."""
    assert packing.unpack(packing.pack(_record()).head) == _record()


def test_what_an_earlier_version_packed() -> None:
    """Fields that it did not know yet have their defaults; all else is there."""
    plain = json.loads(zlib.decompress(packing.pack(_record()).head))
    plain[_AT] = [take[:8] for take in plain[_AT]]
    found = packing.unpack(zlib.compress(json.dumps(plain).encode()))
    assert found.takes[0].shown == _record().takes[0].shown
    assert found.takes[0].heard == ()
    assert found.files == ("server.py",)
