"""Coroutines that nobody awaits."""

from dataclasses import replace

from harness.diagnosis import awaiting
from harness.diagnosis.code import Place
from harness.diagnosis.tracebacks import unawaited
from harness.model.events import Wait
from tests.diagnosis.hand import hand_in, line, place, run

_NOT_SENT = line("server -> a: done")


def test_a_coroutine_that_is_never_awaited() -> None:
    """Python's own warning names it, in either form."""
    said = "RuntimeWarning: coroutine 'Server.send' was never awaited"
    for told in (f"/home/student/server.py:14: {said}", f"server.py, line 14: {said}"):
        (one,) = unawaited(told, ["server.py"])
        assert (one.name, one.line) == ("Server.send", 14)
    case = hand_in(
        run(f"server prints: server.py:2: {said}", _NOT_SENT), code={"server": "\ns.send(m)"}
    )
    (found,) = awaiting.never_awaited(case)
    assert place(found) == Place("server.py", 2, "s.send(m)")
    first = run(f"server prints: server.py:2: {said}", line("server -> a: x"))
    again = run(f"server prints: server.py:2: {said}", _NOT_SENT, scene="t")
    bare = replace(first, findings=(replace(first.findings[0], items=()),))
    (found,) = awaiting.never_awaited(hand_in(bare, again, code={"server": "\ns.send(m)"}))
    assert found.items == ("one",)  # of all runs in which it was so
    slept = f"server prints: server.py:2: {said.replace('Server.send', 'sleep')}"
    assert not list(awaiting.never_awaited(hand_in(run(slept, _NOT_SENT), code={"server": "\n"})))
    given = run(f"server prints: kit.py:9: {said}", _NOT_SENT)  # which got it from a return
    region = "def f():\n    # *** start ***\n    return s.send(m)\n    # *** end ***\n"
    (found,) = awaiting.never_awaited(hand_in(given, code={"server": region}, kit=["server"]))
    assert found.line == 3
    assert not list(awaiting.never_awaited(hand_in(given, code={"server": region})))
    both = f"server prints: server.py:2: {said}\na prints: a.py:1: {said}"
    code = {"server": "\ns.send(m)", "a": "s.send(1)"}
    case = hand_in(run(both, _NOT_SENT, students=("server", "a")), code=code)
    assert {place(one).file for one in awaiting.never_awaited(case)} == {"server.py", "a.py"}


def test_what_runs_a_coroutine_depends_on_where_it_is_called() -> None:
    """Outside of async functions, await is an error of its own."""
    said = "server.py:2: RuntimeWarning: coroutine 'main' was never awaited"

    def told(*lines: str) -> str:
        case = hand_in(run(f"server prints: {said}", _NOT_SENT), code={"server": "\n".join(lines)})
        (found,) = awaiting.never_awaited(case)
        return found.do

    assert told("async def main():", "    main()") == "Write await before the call."
    assert "asyncio.run() runs" in told("import asyncio", "main()")
    assert "asyncio.run() runs" in told("def go():", "    main()")
    assert "asyncio.run() runs" in told("if True:", "    main()", "async def main(): pass")


def test_an_async_function_that_is_handed_over() -> None:
    """What got it calls it without awaiting: a thread, a timer of asyncio's."""
    said = "RuntimeWarning: coroutine 'Server.send' was never awaited"
    lost = run(f"server prints: /usr/lib/threading.py:9: {said}", _NOT_SENT)

    def told(region: str) -> list[tuple[int, str]]:
        code = f"def f():\n    # *** start ***\n    {region}\n    # *** end ***\n"
        case = hand_in(lost, code={"server": code}, kit=["server"])
        return [(one.line, one.says[:17]) for one in awaiting.never_awaited(case)]

    assert told("Thread(target=s.send, args=(m,)).start()") == [(3, "An async function")]
    assert told("loop.call_later(1, s.send, m)") == [(3, "An async function")]
    assert told("return s.send(m)") == [(3, "A coroutine is ca")]
    assert not told("print(m)")


def test_a_thread_that_is_given_an_async_function() -> None:
    """By its target, or since its run() is one; another file says nothing."""
    said = "RuntimeWarning: coroutine '{0}' was never awaited"

    def told(code: str, name: str, file: str = "/usr/lib/threading.py") -> list[int]:
        story = f"server prints: {file}:9: {said.format(name)}"
        case = hand_in(run(story, _NOT_SENT), code={"server": code})
        return [one.line for one in awaiting.given_to_a_thread(case)]

    assert told("\nt = Thread(target=serve, args=(c,))", "serve") == [2]
    assert told("\nt = Thread(args=(c,),\n    target=self.serve)", "Server.serve") == [3]
    assert told("class T(Thread):\n    async def run(self):\n        pass", "T.run") == [2]
    assert told("\nt = Thread(target=serve)", "other") == []
    assert told("\nt = Thread(target=serve)", "serve", "/usr/lib/asyncio/events.py") == []
    assert told("a = Thread(target=serve)\nb = Thread(target=serve)", "serve") == []


def test_where_a_coroutine_was_made_that_is_used_as_a_value() -> None:
    """The one line above that gave its name a value; what may be another is not guessed at."""

    def made(code: str) -> Place:
        used = Place("server.py", code.count("\n"))
        return awaiting.made_above(hand_in(code={"server": code}).code("server"), used)

    assert made("data = reader.read(9)\ntext = data.decode()\n") == Place(
        "server.py", 1, "data = reader.read(9)"
    )
    assert made("async def f(): pass\nx = f()\nprint(len(x))\n").line == 2
    assert made("data = await reader.read(9)\ntext = data.decode()\n") == Place()
    assert made("data = f.make()\ntext = data.decode()\n") == Place()
    assert made("if a: x = r.read()\nelse:\n    x = r.read(1)\nprint(x + b'')\n") == Place()


def test_a_stream_that_is_read_without_await() -> None:
    """Nobody tells of the error: the lines do, if what came of it is used as bytes are."""

    def told(*lines: str) -> list[int]:
        code = "".join(f"    {each}\n" for each in lines)
        case = hand_in(
            run("a connects\na -> server: hi", _NOT_SENT),
            code={"server": f"async def serve(reader, writer):\n{code}"},
        )
        return [one.line for one in awaiting.reads_without_await(case)]

    assert told("data = reader.read(9)", "text = data.decode()") == [2]
    assert told("data = await reader.read(9)", "text = data.decode()") == []
    assert told("data = reader.read(9)", "text = (await data).decode()") == []
    assert told("data = reader.read(9)", "data = await data", "text = data.decode()") == []
    assert told("data = file.read(9)", "text = data.decode()") == []


def test_a_coroutine_that_waits_without_await() -> None:
    """The loop's one thread sleeps in it; in a thread's function, or awaited, nobody is held up."""
    body = "async def f():\n    time.sleep(1)\n"
    threads = "async def f():\n    def g(): time.sleep(1)\n"
    for code, thread, on, said in (
        (body, 1, "clock", [2]),
        (body, 2, "clock", []),
        (body, 1, "several", []),
        (body.replace("async ", ""), 1, "clock", []),
        (threads, 1, "clock", []),
        (body.replace("time.sleep", "await sleep"), 1, "clock", []),
    ):
        sleeps = code.rstrip().rpartition("\n")[2]
        wait = Wait("server", on, thread=thread, file="server.py", line=2, code=sleeps)
        case = hand_in(run("a connects", _NOT_SENT, waits=[wait]), code={"server": code})
        assert [one.line for one in awaiting.blocks_the_loop(case)] == said
    wait = Wait("server", "clock", file="server.py", line=2, code="time.sleep(1)")
    closes = line("server closes a")  # it may sleep before that, as long as it likes
    case = hand_in(run("a connects", closes, waits=[wait]), code={"server": body})
    assert not list(awaiting.blocks_the_loop(case))
