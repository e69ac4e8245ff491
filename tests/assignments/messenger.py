"""The server of 'instant-messaging' without its window, and people who talk to it.

Both run in one event loop, so that a test waits for what the other side says and for nothing else.
"""

import asyncio
import importlib
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

_MODULES = ("utils", "utils_window", "server", "server_student")


def module(name: str, folder: Path) -> ModuleType:
    """A module of a kit, loaded as if its folder were the only one."""
    _forget()
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        _forget()


def _forget() -> None:
    # Kits have modules of the same names.
    for each in _MODULES:
        sys.modules.pop(each, None)


@dataclass
class Said:
    """What the server says in its window, and a way to wait for it."""

    lines: list[str] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, text: str) -> None:
        """Take what is to be shown."""
        self.lines.append(text)
        self._news.set()

    async def comes(self, text: str) -> None:
        """Wait until the server has said this."""
        while not any(text in line for line in self.lines):
            self._news.clear()
            await self._news.wait()


@dataclass
class Person:
    """A client of the server, without a window."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def hears(self) -> dict[str, Any]:
        """The next message that the server sends; empty when it has closed the connection."""
        line = await self.reader.readline()
        return dict(json.loads(line)) if line else {}

    def says(self, **message: str) -> None:
        """Send a message."""
        self.writer.write(json.dumps(message).encode() + b"\n")

    async def asks(self, **message: str) -> dict[str, Any]:
        """Send a message and wait for what comes next."""
        self.says(**message)
        return await self.hears()

    def tells(self, receiver: str, text: str) -> None:
        """Send a message for somebody else."""
        self.says(type="message", to=receiver, text=text)

    async def leaves(self) -> None:
        """Leave, and wait until the server has closed its side."""
        if not self.writer.is_closing():
            self.writer.write_eof()
            await self.reader.read()
            self.writer.close()
            await self.writer.wait_closed()


@dataclass
class Office:
    """A server that runs, and the people who are there."""

    port: int
    said: Said
    people: list[Person] = field(default_factory=list)

    async def enters(self, name: str = "", *, login: bool = True) -> Person:
        """Somebody connects, and registers and logs in if wanted."""
        person = Person(*await asyncio.open_connection("127.0.0.1", self.port))
        self.people.append(person)
        if name:
            assert (await person.asks(type="register", username=name))["ok"]
        if name and login:
            assert (await person.asks(type="login"))["ok"]
        return person


def play(kit: Path, story: Callable[[Office], Awaitable[None]]) -> None:
    """Open the kit's server on a free port, and play a story with it."""

    async def played() -> None:
        async with _open(kit) as office:
            await story(office)

    asyncio.run(played())


@asynccontextmanager
async def _open(kit: Path) -> AsyncIterator[Office]:
    said = Said()
    welcome = module("server", kit).Office(said).welcome
    async with await asyncio.start_server(welcome, "127.0.0.1", 0) as listener:
        office = Office(listener.sockets[0].getsockname()[1], said)
        yield office
        for person in office.people:
            await person.leaves()
