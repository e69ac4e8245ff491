"""A lab: each role on a host of its own, joined by a switch."""

from dataclasses import replace

from bench.corpus import script
from bench.corpus.case import Case
from harness.model.casting import Limits
from harness.model.events import Connected, Printed, Quiet, Sent, Started, Typed, Unseen
from harness.stage import pool
from tests.stage.support import Player, Room, of, printed

HOSTS = {"server": "10.0.0.1", "client": "10.0.0.2"}

_TCP_SERVER = """
import socket
listener = socket.create_server(("", 12000))
print("up", flush=True)
plug, who = listener.accept()
while data := plug.recv(100):
    plug.send(data.upper())
"""
_TCP_CLIENT = """
import socket, sys
plug = socket.create_connection(("10.0.0.1", 12000))
for line in sys.stdin:
    plug.send(line.encode())
    print("answer", plug.recv(100).decode(), flush=True)
"""
_UDP_SERVER = """
import socket
plug = socket.socket(type=socket.SOCK_DGRAM)
plug.bind(("", 12000))
print("up", flush=True)
while True:
    data, who = plug.recvfrom(100)
    plug.sendto(data.upper(), who)
"""
_UDP_CLIENT = """
import socket, sys
plug = socket.socket(type=socket.SOCK_DGRAM)
for line in sys.stdin:
    plug.sendto(line.encode(), ("10.0.0.1", 12000))
    print("answer", plug.recv(100).decode(), flush=True)
"""
_LINES = 8


def test_talk_between_hosts(player: Player) -> None:
    """Nothing is called quiet while it crosses the switch; each side has its own address."""
    acts = tuple(("type", "client", f"line {number}") for number in range(_LINES))
    pairs = {"tcp": (_TCP_SERVER, _TCP_CLIENT), "udp": (_UDP_SERVER, _UDP_CLIENT)}
    cases = [
        Case(proto, {"server": server, "client": client}, acts)
        for proto, (server, client) in pairs.items()
    ]
    with Room() as room:
        jobs = [replace(room.job(case), hosts=HOSTS) for case in cases]
        orders = [
            pool.Order(job, script(case), hold=0.05) for job, case in zip(jobs, cases, strict=True)
        ]
        recordings = player.play(orders, 2)
    for proto, case, recording in zip(pairs, cases, recordings, strict=True):
        assert case.complaint(recording) == ""
        assert not of(recording, Unseen)
        assert [event.host for event in of(recording, Started)] == ["10.0.0.1", "10.0.0.2"]
        assert of(recording, Connected)[0].source.startswith("10.0.0.2:")
        assert of(recording, Connected)[0].proto == proto
        ways = [(event.who, event.to) for event in of(recording, Sent)]
        assert ways == [("client", "server"), ("server", "client")] * _LINES
        _answered_before_quiet(recording.timeline.events)


def _answered_before_quiet(events: tuple[object, ...]) -> None:
    typed = answered = 0
    for event in events:
        typed += isinstance(event, Typed)
        if isinstance(event, Printed) and event.who == "client":
            answered += event.data.count(b"answer")
        assert not isinstance(event, Quiet) or answered == typed


def test_an_absent_host(player: Player) -> None:
    """A host that is not there is asked for in vain, for as long as that takes; then it is said."""
    source = """
import socket
try:
    socket.create_connection(("10.0.0.77", 12000))
except OSError as error:
    print("failed", error.errno, flush=True)
input()
"""
    case = Case("absent", {"server": "input()\n", "client": source}, limits=Limits())
    with Room() as room:
        job = replace(room.job(case), hosts=HOSTS)
        (recording,) = player.play([pool.Order(job, script(case), hold=0.05)])
    assert case.complaint(recording) == ""
    assert "failed 113" in printed(recording, "client")
    after = of(recording, Printed, "client")[0].n
    started = of(recording, Started, "client")[0].n
    assert not [event for event in of(recording, Quiet) if started < event.n < after]


def test_the_way_to_elsewhere(player: Player) -> None:
    """Who asks the way to an address of nobody's learns its own: its host's, or one for all."""
    source = """
import socket
plug = socket.socket(type=socket.SOCK_DGRAM)
plug.connect(("8.8.8.8", 80))
print(plug.getsockname()[0], flush=True)
input()
"""
    case = Case("probes", {"server": source, "client": source})
    with Room() as room:
        job = room.job(case)
        asking = {r: replace(each, probes=("8.8.8.8",)) for r, each in job.programs.items()}
        told = asking | {"client": replace(asking["client"], addresses=("192.168.1.12",))}
        jobs = [
            replace(job, programs=asking, hosts=HOSTS),
            replace(job, programs=asking),
            replace(job, programs=told),
        ]
        recordings = player.play([pool.Order(each, script(case)) for each in jobs])
    assert [each.fault for each in recordings] == [None, None, None]
    said = [
        (printed(each, "server").strip(), printed(each, "client").strip()) for each in recordings
    ]
    assert said == [tuple(HOSTS.values()), ("127.0.0.1",) * 2, ("192.168.1.12",) * 2]


def test_the_addresses_that_a_machine_has(player: Player) -> None:
    """Who asks for them finds one beside loopback's: the one that programs name, or a lab's."""
    source = """
import fcntl, socket, struct
plug = socket.socket()
told = fcntl.ioctl(plug.fileno(), 0x8915, struct.pack("256s", b"eth0"))[20:24]
plug.bind((socket.inet_ntoa(told), 12000))
plug.listen()
other = socket.create_connection(plug.getsockname())
print(plug.getsockname()[0], socket.gethostbyname(socket.gethostname()), flush=True)
input()
"""
    case = Case("addresses", {"server": source, "client": "input()\n"})
    with Room() as room:
        job = room.job(case)
        asks = job.programs | {
            "server": replace(job.programs["server"], own_address=True, own_name=True)
        }
        named = asks | {"client": replace(asks["client"], addresses=("192.168.1.12",))}
        jobs = [
            replace(job, programs=asks, hosts=HOSTS),
            replace(job, programs=asks),
            replace(job, programs=named),
        ]
        recordings = player.play([pool.Order(each, script(case)) for each in jobs])
    assert [each.fault for each in recordings] == [None, None, None]
    said = [printed(each, "server").split() for each in recordings]
    assert said[0][0] == HOSTS["server"]
    assert said[1:] == [["10.0.0.1"] * 2, ["192.168.1.12"] * 2]


def test_anybody_may_listen_below_1024(player: Player) -> None:
    """A web server at port 80 ran on its author's Windows or Mac; in a lab it does, too."""
    server = 'import socket\nsocket.create_server(("", 80))\nprint("up", flush=True)\n'
    case = Case("web", {"server": server, "client": "input()\n"})
    with Room() as room:
        job = room.job(case)
        jobs = [job, replace(job, hosts=HOSTS)]
        recordings = player.play([pool.Order(each, script(case)) for each in jobs])
    assert [printed(each, "server").strip() for each in recordings] == ["up", "up"]


def test_what_a_machine_calls_itself(player: Player) -> None:
    """That leads to where other programs know it to be; where none names an address, home."""
    server = (
        "import socket\nprint(socket.gethostbyname(socket.gethostname()), flush=True)\ninput()\n"
    )
    case = Case("own", {"server": server, "client": "input()\n"})
    with Room() as room:
        job = room.job(case)
        asks = replace(job.programs["server"], own_name=True)
        knows = replace(job.programs["client"], addresses=("192.168.1.12",))
        jobs = [
            replace(job, programs={"server": asks, "client": job.programs["client"]}),
            replace(job, programs={"server": asks, "client": knows}),
        ]
        recordings = player.play([pool.Order(each, script(case)) for each in jobs])
    said = [printed(each, "server").strip() for each in recordings]
    assert said == ["127.0.0.1", "192.168.1.12"]
    # what it names itself says nothing of where it is
    assert not replace(job, programs={"server": replace(asks, addresses=("10.0.0.7",))}).names


def test_names_of_hosts(player: Player) -> None:
    """The name of each host, and of each role, leads to it on every host; others, to the first."""
    source = """
import socket
names = ("h1", "h2", "server", "client", "elsewhere.example", "localhost")
print(*(socket.gethostbyname(name) for name in names), flush=True)
input()
"""
    case = Case("names", {"server": source, "client": source})
    with Room() as room:
        job = room.job(case)
        programs = {
            role: replace(program, names=("elsewhere.example", "client"))
            for role, program in job.programs.items()
        }
        names = {"h1": "10.0.0.1", "h2": "10.0.0.2"}
        job = replace(job, programs=programs, hosts=HOSTS, hostnames=names)
        (recording,) = player.play([pool.Order(job, script(case))])
    assert recording.fault is None, recording.fault
    first, second = "10.0.0.1", "10.0.0.2"
    for role in HOSTS:
        said = printed(recording, role).split()
        assert said == [first, second, first, second, first, "127.0.0.1"]
