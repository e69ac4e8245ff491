"""The corpus written down as classes, graded, and what was seen of it from outside."""

import json
import os
import shutil
import subprocess
import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.hostile import assignments
from tests.hostile.attack import PRELUDE, Attack
from tests.hostile.canaries import Canaries
from tests.hostile.warden import LEFT
from tests.house import House
from tests.stage.player import mounted

_WARDEN = Path(__file__).with_name("warden.py")


@dataclass
class Classroom:
    """Attacks, graded.  ``said``: what was printed; ``changed``: files of the house that did."""

    house: House
    canaries: Canaries
    attacks: dict[str, Attack]
    codes: dict[str, int] = field(default_factory=dict)
    said: str = ""
    left: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def result(self, name: str) -> dict[str, Any]:
        """The result of an attack."""
        return self._results[name]

    def recorded(self, name: str) -> str:
        """All timelines of an attack, as they were saved."""
        folder = self.out(self.attacks[name].assignment)
        return "".join(
            (folder / scene["timeline"]).read_text(encoding="utf-8")
            for scene in self.result(name)["scenes"]
        )

    def printed(self, name: str) -> str:
        """All that its programs printed."""
        events = [json.loads(line) for line in self.recorded(name).splitlines()]
        return "".join(_text(event) for event in events if event.get("kind") == "Printed")

    def plays(self, name: str) -> bool:
        """Whether any scene of an attack was played at all."""
        return '"kind": "Started"' in self.recorded(name)

    def out(self, assignment: str) -> Path:
        """Where the reports of a class are."""
        return self.house.out / assignment

    def reports(self) -> Iterator[tuple[Path, bytes]]:
        """Every file that grading wrote."""
        for path in self.house.out.rglob("*"):
            if path.is_file():
                yield path, path.read_bytes()

    @cached_property
    def _results(self) -> dict[str, dict[str, Any]]:
        found = {}
        for assignment in self.codes:
            text = (self.out(assignment) / "results.json").read_text(encoding="utf-8")
            written = {one["submission"]: one for one in json.loads(text)["results"]}
            for name, attack in self.attacks.items():
                if attack.assignment == assignment:
                    found[name] = _of(attack, written)
        return found

    def play(self, mode: str = "") -> None:
        """Write all down, and grade each class in one go; ``mode``: in that one of the stage's."""
        for attack in self.attacks.values():
            self._write(attack)
        before = _stamps(self.house.path)
        mounts = mounted()
        for name in {attack.assignment: None for attack in self.attacks.values()}:
            self.house.give(self.house.out)
            words = (
                "batch",
                name,
                f"class-{name}",
                "--out",
                f"out/{name}",
                "--jobs",
                "6",
                *(("--mode", mode) if mode else ()),
            )
            with self.house.call(
                *words, before=(str(_WARDEN),), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            ) as process:
                said, _ = process.communicate()
            text = said.decode("utf-8", "replace")
            self.codes[name] = process.returncode
            self.left += [f"end: {one}" for one in json.loads(text.rpartition(LEFT)[2])]
            self.said += text.rpartition(LEFT)[0]
        self.left += [f"own copy: {one}" for one in sorted(mounted() - mounts)]
        self.left += self.canaries.left()
        self.left += [f"own copy: {path}" for path in self.house.temporary.iterdir()]
        self.touched = self.canaries.touched()
        after = _stamps(self.house.path)
        self.changed = sorted(path for path in before.keys() | after.keys()
                              if before.get(path) != after.get(path))  # fmt: skip

    def _write(self, attack: Attack) -> None:
        top = self.house.path
        if not (top / attack.assignment).exists():
            filled = {kind: self.canaries.secrets[kind] for kind in ("spec", "reference")}
            assignments.write(top / attack.assignment, attack.assignment, filled)
        place = top / f"class-{attack.assignment}" / (attack.called or attack.name)
        place.parent.mkdir(exist_ok=True)
        if attack.make is not None:
            attack.make(place)
        for name, content in attack.files.items():
            file = place / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self.filled(content))

    def filled(self, content: str | bytes) -> bytes:
        """A file of an attack, with what it knows beforehand."""
        data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
        for mark, value in (
            ("known", self.canaries.known()),
            ("token", self.canaries.token),
            ("other", self.canaries.secrets["other"]),
            ("house", str(self.house.path)),
        ):
            data = data.replace(f"@{mark}@".encode(), value.encode())
        return data

    def bare(self, attack: Attack) -> str:
        """What an attack gets when nothing stops it: without any stage, as the user himself."""
        place = self.house.path / "bare.py"
        place.write_bytes(self.filled(PRELUDE + attack.bare))
        done = subprocess.run(
            [self.house.python, str(place)], cwd=self.house.path, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        place.unlink()
        return done.stdout + done.stderr


@contextmanager
def graded(user: str, attacks: Iterable[Attack]) -> Iterator[Classroom]:
    """Attacks, graded in a house of their own."""
    house = House(user)
    shutil.copy(_WARDEN, house.path)
    try:
        with Canaries(house.path) as canaries:
            house.secret = canaries.secrets["environment"]
            room = Classroom(house, canaries, {attack.name: attack for attack in attacks})
            room.play()
            yield room
    finally:
        shutil.rmtree(house.path)


def _of(attack: Attack, written: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The result of an attack: those with odd names are found by their beginning."""
    if attack.called:
        begin = attack.called[:9].rstrip(".")
        return next(one for who, one in written.items() if who.startswith(begin))
    return written[attack.name]


def _text(event: dict[str, Any]) -> str:
    if "data.zlib" in event:  # long, and nothing to read
        return zlib.decompress(b64decode(event["data.zlib"])).decode("latin-1")
    data = event["data"]
    return data if isinstance(data, str) else str(data)


def _stamps(top: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file of the house, but for those that grading may write."""
    found = {}
    for folder, below, names in os.walk(top):
        if Path(folder) == top:
            below[:] = [name for name in below if name not in ("out", "tmp")]
        below[:] = [name for name in below if name != "__pycache__"]
        for name in names:
            path = Path(folder) / name
            about = path.lstat()
            found[str(path)] = (about.st_size, about.st_mtime_ns)
    return found
