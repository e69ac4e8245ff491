"""Connections: of the right kind, and both of them."""

from collections.abc import Iterator

from harness.diagnosis.buffered import DO, SAYS, kept_above
from harness.diagnosis.case import Case, Run, place_of
from harness.diagnosis.code import Code, Place, known
from harness.diagnosis.shapes import LOOKS
from harness.diagnosis.shared import given_twice, looked_up_late
from harness.diagnosis.starting import called_at_once
from harness.diagnosis.threads import ALL_FIRST, ONE_BY_ONE, joined_too_soon
from harness.diagnosis.traps import LOCKED, UNLOCK, lock_over_receive
from harness.model import events as ev
from harness.model.result import Diagnosis

_NOBODY = "Nobody receives from one of the clients: what it sent stays in its socket"
_JOINS = ("lock", "thread")
_READ = frozenset({"read", "ahead"})
_TWICE = (
    "Both threads are given the same connection, {0}, and nobody receives from the other client"
)
_LATE = (
    "This function looks {0} up when it runs, not when it is made: by then the loop is at its end, "
    "and both threads have one connection"
)
_CONNECTS = ("connect", "connect_ex", "create_connection", "open_connection")


def datagrams(case: Case) -> Iterator[Diagnosis]:
    """UDP where a TCP connection was asked for."""
    for who in case.students():
        for run in case.alone(who):
            asked = [
                one
                for one in run.unmet
                if one.verb == "connects" and who in one.actors and one.expected.endswith("tcp")
            ]
            if asked and run.datagrams(who):
                yield from case.diagnosis(
                    "datagrams",
                    asked,
                    "Datagrams (UDP) are used where a connection (TCP) is asked for",
                    case.code(who).mentions("SOCK_DGRAM"),
                    happened=f"{who} sent datagrams, and made no connection",
                    do="SOCK_STREAM is TCP: the client connects, and the server listens and "
                    "accepts, before anything is sent.",
                )
                return


def streams_for_datagrams(case: Case) -> Iterator[Diagnosis]:
    """TCP where the other side is asked to speak UDP, or the program itself."""
    for who in case.students():
        runs = [run for run in case.runs if run.student(who) and run.speaks(who)]
        if not runs or any(run.speaks(who) != {"tcp"} for run in runs):
            continue
        asked = [run for run in runs if _datagrams_asked(case, run, who)]
        if asked:
            yield from case.diagnosis(
                "streams-for-datagrams",
                case.unmet_by(who),
                "A connection (TCP) is used where datagrams (UDP) are asked for",
                known(
                    case.code(who).mentions("SOCK_STREAM"),
                    case.code(who).only(*_CONNECTS),
                    case.code(who).only("create_server", "listen"),
                ),
                happened=f"{who} made or took connections by TCP, and sent no datagram",
                do="SOCK_DGRAM is UDP: nobody connects, listens or accepts; sendto() says to whom "
                "each datagram goes, and recvfrom() from whom it came.",
            )


def _datagrams_asked(case: Case, run: Run, who: str) -> bool:
    """Whether UDP is what the assignment has between a program and its partner in a run."""
    over = any(
        one.verb in {"connects", "listens"} and who in one.actors and one.expected.endswith("udp")
        for one in run.unmet
    )
    met_udp = any(e.other and e.proto == "tcp" for e in run.all(ev.Refused, who))
    role = case.spec.roles.get(who)
    return over or met_udp or (role is not None and role.proto == "udp" and bool(run.unmet))


def join_before_accept(case: Case) -> Iterator[Diagnosis]:
    """The server waits for a thread to end before it accepts the next client."""
    for who in case.own_servers:
        for run in case.alone(who):
            main = [w for w in run.waits(who) if w.thread == 1 and w.on == "thread" and w.line]
            if not main or len(run.clients(who)) < 2:
                continue
            code = case.code(who)
            joins = [c for c in code.calls("join") if c.place.line == main[0].line]
            ahead = [
                accept
                for join in joins
                for accept in code.calls("accept")
                if accept.function == join.function
                and (accept.place.line > join.place.line or set(accept.loops) & set(join.loops))
            ]
            if ahead:
                yield from case.diagnosis(
                    "join-before-accept",
                    case.unmet_beside(who),
                    "The server waits for one client's thread to end before it accepts the other "
                    "client (deadlock)",
                    Place(main[0].file, main[0].line, main[0].code),
                    happened="join() sleeps until that thread ends, and the thread needs a client "
                    "that nobody accepts",
                    do="Accept both clients first, then start both threads, and join() them last.",
                )
                return


def serves_one_only(case: Case) -> Iterator[Diagnosis]:
    """The server ends, or goes on, and has never received what one of its clients sent."""
    for who in case.own_servers:
        runs = [run for run in case.alone(who) if run.student(who) and len(run.clients(who)) == 2]
        unheard = [run for run in runs if run.exited(who) and _unheard(run, who)]
        if not runs or len(unheard) * 2 < len(runs) or any(run.failed(who) for run in unheard):
            continue
        code = case.code(who)
        one_accept = [call for call in code.calls("accept") if not call.loops]
        if len(code.calls("accept")) != 1 or len(one_accept) != 1:
            continue
        yield from case.diagnosis(
            "one-client",
            [one for run in case.alone(who) for one in run.unmet if who in one.actors],
            "Only one connection is accepted: each accept() gives one client",
            one_accept[0].place,
            happened=f"{who} ended without having received anything of {_unheard(unheard[0], who)}",
            do="Call accept() once for each client, and keep both connections.",
        )


def hears_one_only(case: Case) -> Iterator[Diagnosis]:
    """Both are connected and have spoken, and every thread that receives does so from one."""
    for who in case.own_servers:
        for run in case.alone(who):
            if not run.student(who) or not (unheard := _unheard(run, who)):
                continue
            # once one has left, the others may wait no more
            ends = [e.n for e in run.all(ev.Closed) if who in (e.who, e.to)]
            over = min(ends, default=run.events[-1].n)
            spoke = min(e.n for e in run.all(ev.Sent, unheard) if e.to == who)
            if not any(spoke < e.n <= over for e in run.all(ev.Quiet)):
                continue  # the scene was over before it could be received
            own = [w for w in run.rest(who, over) if w.on == "receive"]
            heard = {of for wait in own for of in wait.of}
            if len(heard) != 1 or unheard in heard or len(run.clients(who)) != 2:
                continue
            (other,) = heard
            says, place, do = _one_for_both(case.code(who))
            joins = [w for w in run.rest(who, over) if w.thread == 1 and w.on in _JOINS]
            locked = [w for w in run.rest(who, over) if w.thread > 1 and w.on == "lock"]
            if not says and locked and (held := lock_over_receive(case.code(who))).line:
                says, place, do = LOCKED, held, UNLOCK
            if not says and joins and (soon := joined_too_soon(case.code(who))).line:
                says, place, do = ONE_BY_ONE, soon, ALL_FIRST
            if run.exited(who) and not says:
                continue  # it may have been about to
            yield from case.diagnosis(
                "hears-one",
                run.unmet,
                says or _NOBODY,
                place if says else place_of(own[0]),
                happened=f"{unheard} has sent something, of which {who} took nothing; it waits "
                f"for a message from {other}",
                do=do,
            )
            return


def _one_for_both(code: Code) -> tuple[str, Place, str]:
    """Why two threads have one connection, where that is, and what to do or else to ask."""
    twice, at = given_twice(code)
    if twice:
        return _TWICE.format(twice), at, "Each accept() returned a connection. Which is for whom?"
    late, at = looked_up_late(code)
    if late:
        return _LATE.format(late), at, "Hand over what the thread needs, in the loop: args=(…)."
    return "", Place(), "Which connection does each thread have? Print it there."


def looks_at_the_listener_only(case: Case) -> Iterator[Diagnosis]:
    """select() is given the socket that listens, and never those on which the clients speak."""
    for who in case.own_servers:
        for run in case.alone(who):
            waits = run.waits(who)
            looks = [w for w in waits if w.on == "accept" and LOOKS.search(w.code)]
            if len(waits) != 1 or not looks or any(e.what in _READ for e in run.all(ev.Unseen)):
                continue
            spoke = {e.who for e in run.all(ev.Sent) if e.to == who}
            read = any(e.count > 0 for e in run.all(ev.Read, who))
            if len(run.clients(who)) == 2 and spoke and not read:
                yield from case.diagnosis(
                    "listener-only",
                    case.unmet_by(who),
                    "Here the server waits for a client to connect and for nothing else: what the "
                    "clients say does not wake it",
                    place_of(looks[0]),
                    happened=f"{min(spoke)} has sent something, of which {who} took nothing",
                    do="select() tells only of those sockets that it is given. Which are they, "
                    "each time that it is called?",
                )
                return


def waits_for_a_third(case: Case) -> Iterator[Diagnosis]:
    """Both clients are there, and the one thread waits for another one before it takes anything."""
    for who in case.own_servers:
        for run in case.alone(who):
            waits = run.waits(who)
            accepts = [w for w in waits if w.on == "accept" and ".accept(" in w.code]
            if len(waits) != 1 or not accepts or any(e.what in _READ for e in run.all(ev.Unseen)):
                continue
            read = any(e.count > 0 for e in run.all(ev.Read, who))
            if len(run.clients(who)) != 2 or read or "Traceback" in run.printed(who):
                continue
            if len({e.port for e in run.all(ev.Listening, who)}) > 1:
                continue  # it may be a client's second connection, at another port
            yield from case.diagnosis(
                "waits-for-a-third",
                case.unmet_by(who),
                "The server waits here for a third client, and takes nothing of the two that are "
                "there",
                place_of(accepts[0]),
                happened=f"Both had connected, and {who} slept in accept()",
                do="How often is accept() called, and what counts the clients?",
            )
            return


def _unheard(run: Run, who: str) -> str:
    """A client that sent something of which the server read nothing, while it read another's.

    What is read is noted when all rests, so of what was sent after that nobody knows.
    """
    read = {e.of for e in run.all(ev.Read, who) if e.count > 0}
    known = max((e.n for e in (*run.all(ev.Quiet), *run.all(ev.Exited, who))), default=-1)
    sent = {e.who for e in run.all(ev.Sent) if e.to == who and e.n < known}
    # what is read of a connection that breaks before all rests is never noted
    sent -= {e.who for e in run.all(ev.Closed) if e.how == "rst" and e.to == who}
    blind = {*_READ, "owner", "wire", "between"}
    if not read or any(e.what in blind for e in run.all(ev.Unseen)):
        return ""
    return next((one for one in run.clients(who) if one in sent - read), "")


def wait_for_each_other(case: Case) -> Iterator[Diagnosis]:
    """Both sides wait to receive, and neither has sent anything: so it stays."""
    for who in case.own_servers:
        for run in case.runs:
            if not run.student(who) or run.all(ev.Sent):
                continue
            own = [w for w in run.waits(who) if w.on == "receive" and w.line and len(w.of) == 1]
            for wait in own:
                other = [w for w in run.waits(wait.of[0]) if w.on == "receive" and who in w.of]
                if other and _joins_its_loop(case, run, other[0]):
                    continue  # it would speak, were it not for that
                if other and other[0].thread == 1 and any(True for _ in called_at_once(case)):
                    continue  # a thread was to wait there, and that is told by itself
                if other and run.student(wait.of[0]) and not run.all(ev.Asked, wait.of[0]):
                    there = other[0]
                    if told := [*_kept(case, run, wait), *_kept(case, run, there)]:
                        yield told[0]
                        return
                    where = f" at {there.file}:{there.line}, `{there.code}`" if there.line else ""
                    yield from case.diagnosis(
                        "both-wait",
                        run.unmet,
                        "Both sides wait for the other to speak first (deadlock)",
                        Place(wait.file, wait.line, wait.code),
                        happened=f"There {who} sleeps until {wait.of[0]} sends, and {wait.of[0]}"
                        f" sleeps{where} until {who} sends",
                        do="Who has to speak first, and is anything in the way of that?",
                    )
                    return


def _kept(case: Case, run: Run, wait: ev.Wait) -> Iterator[Diagnosis]:
    """Of who waits: that it has spoken, into a buffer."""
    if (kept := kept_above(case.code(wait.who), place_of(wait))).line:
        yield from case.diagnosis(
            "never-flushed",
            run.unmet,
            SAYS,
            kept,
            happened=f"{wait.who} sleeps at {wait.file}:{wait.line} until {wait.of[0]} sends, and "
            "has sent nothing itself",
            do=DO,
        )


def _joins_its_loop(case: Case, run: Run, hears: ev.Wait) -> bool:
    """Whether a client waits for the end of a thread that receives again and again."""
    joins = [w for w in run.waits(hears.who) if w.thread == 1 and ".join(" in w.code]
    calls = case.code(hears.who).receiving()
    return bool(joins) and any(c.place == place_of(hears) and c.loops for c in calls)


def all_accept(case: Case) -> Iterator[Diagnosis]:
    """Programs that connect as well as accept all wait in accept(), and nobody has connected."""
    for run in case.runs:
        if run.all(ev.Connected) or len(run.students) < len(run.by) or len(run.students) == 1:
            continue
        waits = [run.waits(who) for who in run.students]
        if not all(len(own) == 1 and own[0].on == "accept" and own[0].line for own in waits):
            continue
        if all(case.code(who).calls(*_CONNECTS) for who in run.students):
            (first,) = waits[0]
            yield from case.diagnosis(
                "all-accept",
                run.unmet,
                "Each waits in accept() for another one to connect first, so that nobody does "
                "(deadlock)",
                place_of(first),
                happened=f"There all of {', '.join(run.students)} sleep, and none has connected",
                do="A socket that listens is connected to before anybody calls accept() on it: who "
                "connects first, and accepts then, waits for nobody's accept().",
            )
            return
