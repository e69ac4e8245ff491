"""Programs of the JVM and of Go under a Python submission: whose clock is whose, and is it told.

The tests compile them, and are left out where there is no Java compiler or no Go.
"""

import base64
import os
import shutil
import subprocess
import zlib
from contextlib import nullcontext
from pathlib import Path

import pytest

from bench.corpus.case import Case
from bench.load import busy
from harness.model.casting import Limits
from harness.model.events import Exited, Unseen
from tests.stage.support import Player, of, printed

_LIMITS = Limits(patience=2.5, scene=200.0)
_SHORT = Limits(patience=2.5, still=3.0, scene=200.0)  # for a server that ticks for ever
# starts what it carries as a student's program may start one, and waits for it
_CARRIER = (
    "import base64, os, subprocess, zlib\n"
    "open({name!r}, 'wb').write(zlib.decompress(base64.b64decode({data!r})))\n"
    "os.chmod({name!r}, 0o755)\nsubprocess.run({words!r})\n"
)
_JAVA_SERVER = """
import java.net.*;
public class Main {
    public static void main(String[] words) throws Exception {
        Socket plug = new ServerSocket(12000).accept();
        Thread.sleep(500);
        plug.getOutputStream().write("hello".getBytes());
        while (true) Thread.sleep(100);
    }
}
"""
_JAVA_CLIENT = """
import java.net.*;
public class Main {
    public static void main(String[] words) throws Exception {
        Socket plug = new Socket("127.0.0.1", 12000);
        plug.setSoTimeout(3000);
        byte[] data = new byte[9];
        int count = plug.getInputStream().read(data);
        System.out.println(new String(data, 0, count));
        try { plug.getInputStream().read(data); }
        catch (SocketTimeoutException end) { System.out.println("timed out"); }
        long began = System.nanoTime();
        Thread.sleep(5000);
        System.out.println("slept " + Math.round((System.nanoTime() - began) / 1e9));
    }
}
"""
_GO_SERVER = """package main
import ("net"; "time")
func main() {
    listener, _ := net.Listen("tcp4", "127.0.0.1:12000")
    plug, _ := listener.Accept()
    time.Sleep(500 * time.Millisecond)
    plug.Write([]byte("hello"))
    for { time.Sleep(100 * time.Millisecond) }
}
"""
_GO_CLIENT = """package main
import ("fmt"; "net"; "time")
func main() {
    plug, _ := net.Dial("tcp4", "127.0.0.1:12000")
    data := make([]byte, 9)
    count, _ := plug.Read(data)
    fmt.Println(string(data[:count]))
    plug.SetReadDeadline(time.Now().Add(time.Second))
    _, err := plug.Read(data)
    fmt.Println("timed out", err.(net.Error).Timeout())
}
"""
_CLIENT = (
    "import socket, time\nplug = socket.create_connection(('127.0.0.1', 12000))\n"
    "plug.settimeout(1.5)\nprint(plug.recv(9), flush=True)\nbegan = time.monotonic()\n"
    "try:\n    plug.recv(9)\nexcept socket.timeout:\n"
    "    print(time.monotonic() - began >= 1.5, flush=True)\n"
)
_SERVER = (
    "import socket, time\nlistener = socket.create_server(('127.0.0.1', 12000))\n"
    "plug, _ = listener.accept()\ntime.sleep(1)\nplug.sendall(b'hello')\n"
    "print('end:', plug.recv(9))\n"
)


def _carrier(file: Path, words: list[str]) -> str:
    data = base64.b64encode(zlib.compress(file.read_bytes()))
    return _CARRIER.format(name=file.name, data=data, words=words)


@pytest.fixture(scope="module")
def java(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Python programs that start a server and a client of the JVM's."""
    if not shutil.which("javac") or not shutil.which("java", path="/usr/bin"):
        pytest.skip("no Java compiler on this machine")
    found = {}
    for role, source in {"server": _JAVA_SERVER, "client": _JAVA_CLIENT}.items():
        folder = tmp_path_factory.mktemp(role)
        (folder / "Main.java").write_text(source)
        subprocess.run(["javac", "-d", folder, folder / "Main.java"], check=True)
        found[role] = _carrier(folder / "Main.class", ["java", "-cp", ".", "Main"])
    return found


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Python programs that start a server and a client of Go's."""
    if not shutil.which("go"):
        pytest.skip("no Go on this machine")
    room = tmp_path_factory.mktemp("go")
    own = {"CGO_ENABLED": "0", "GO111MODULE": "off", "GOCACHE": str(room / "cache")}
    found = {}
    for role, source in {"server": _GO_SERVER, "client": _GO_CLIENT}.items():
        (room / f"{role}.go").write_text(source)
        words = ["go", "build", "-ldflags", "-s -w", "-o", role, f"{role}.go"]
        subprocess.run(words, check=True, env=os.environ | own, cwd=room)
        found[role] = _carrier(room / role, [f"./{role}"])
    return found


@pytest.mark.parametrize("loops", [0, 4])
def test_the_jvm_goes_by_the_stages_clock(java: dict[str, str], loops: int, player: Player) -> None:
    """It waits by the C library, so the stage's clock is its own, and nothing has to be told."""
    cases = [
        Case("server", {"server": java["server"], "client": _CLIENT}, limits=_SHORT),
        Case("client", {"server": _SERVER, "client": java["client"]}, limits=_LIMITS),
    ]
    with busy(loops) if loops else nullcontext():
        serves, connects = player.play_cases(cases, 2)
    assert printed(serves, "client") == "b'hello'\nTrue\n"
    assert printed(connects, "client") == "hello\ntimed out\nslept 5\n"
    assert of(serves, Unseen) == of(connects, Unseen) == []


@pytest.mark.parametrize("loops", [0, 4])
def test_go_goes_by_the_machines_clock(go: dict[str, str], loops: int, player: Player) -> None:
    """That is told, once; the others' clock goes along, so none of their limits passes early.

    Its connections are kept alive by the kernel, which has something to do for as long as they
    last; that stops no clock.
    """
    cases = [
        Case("server", {"server": go["server"], "client": _CLIENT}, limits=_SHORT),
        Case("client", {"server": _SERVER, "client": go["client"]}, limits=_LIMITS),
    ]
    with busy(loops) if loops else nullcontext():
        serves, connects = player.play_cases(cases, 2)
    assert printed(serves, "client") == "b'hello'\nTrue\n"
    assert printed(connects, "client") == "hello\ntimed out true\n"
    assert [event.code for event in of(connects, Exited)] == [0, 0]
    for recording, role in ((serves, "server"), (connects, "client")):
        assert [(one.what, one.who) for one in of(recording, Unseen)] == [("clock", role)]
