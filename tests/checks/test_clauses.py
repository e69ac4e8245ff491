"""What joins and wraps the lines of a story: order, ``never``, ``maybe``, ``each``, ``one of``."""

from pathlib import Path

from tests.checks.told import told


def test_then_orders_what_different_channels_do(tmp_path: Path) -> None:
    """After ``then`` only a later event counts, and the explanation says that it came too soon."""
    story = "start server, a\none:\n  a -> server: x\n  then\n  server prints: x"
    t = told(tmp_path, story)
    t.go()
    t.prints("server", "x\n")
    early = t.n - 1
    t.sends("a", "server", "x")
    t.quiet()
    first, second = t.findings
    assert (first.verdict, second.verdict) == ("met", "unmet")
    assert second.happened == 'server printed "x", but too early: before what it should come after'
    assert second.events == (early,)
    t = told(tmp_path, story)
    t.go()
    t.sends("a", "server", "x")
    t.prints("server", "x\n")
    assert t.performance.over
    assert t.verdicts() == ["met", "met"]


def test_what_should_have_come_twice_came_once(tmp_path: Path) -> None:
    """What another line was met by is no message of its own that came too soon."""
    story = 'start server, a\na -> server: "0 x"\nthen\none: a -> server: "0 x"'
    t = told(tmp_path, story)
    t.go()
    t.sends("a", "server", "0 x", "udp")
    t.quiet()
    assert t.one().verdict == "unmet"
    assert t.one().happened == 'a sent server "0 x", and not once more'
    assert t.one().events == ()


def test_what_came_in_other_beats_speaks_against_no_line_by_now(tmp_path: Path) -> None:
    """Only what came in the line's own beat is told as what left the story; all is quoted."""
    t = told(tmp_path, "start server, a\na -> server: x\na types: go\none: by now a -> server: z")
    t.go()
    t.sends("a", "server", "x" + " 1\r\n" * 40)
    t.do("type a")
    n = t.sends("a", "server", "end\r\n.")
    t.quiet()
    assert t.one().events == (n,)
    assert t.one().happened.endswith(' 1\\r\\nend\\r\\n."')


def test_white_space_is_shown_where_a_line_end_is_asked_for(tmp_path: Path) -> None:
    """Else a wrong line end could not be told from a right one."""
    for wanted, said in (("/^DATA\\r\\n/", '"DATA\\r\\r\\n"'), ("QUIT", '"DATA"')):
        t = told(tmp_path, f"start server, a\na types: x\none: a -> server: {wanted}")
        t.go()
        t.sends("a", "server", "DATA\r\r\n")
        t.quiet()
        assert t.one().happened == f"a sent server {said}"


def test_datagrams_are_told_one_by_one(tmp_path: Path) -> None:
    """They are no stream, and one that is sent again and again is told once."""
    for more, said in (("", '"2 x", 3 times'), ("3 y", '"2 x", "3 y"')):
        t = told(tmp_path, 'start server, a\na types: x\none: a -> server: "0 x"')
        t.go()
        for text in ("2 x", "2 x", "2 x", more):
            if text:
                t.sends("a", "server", text, "udp")
        t.quiet()
        assert t.one().happened == f"a sent server {said}"


def test_lines_of_one_channel_are_ordered_but_not_across_items(tmp_path: Path) -> None:
    """Each item is judged by itself: two may be about the same words, one may not."""
    story = """
    start a
    one:
      a prints: first
      a prints: second
    two: a prints: first
    """
    t = told(tmp_path, story)
    t.go()
    t.prints("a", "second first\n")
    t.quiet()
    assert t.verdicts("one") == ["met", "unmet"]
    assert t.verdicts("two") == ["met"]


def test_what_came_in_another_order_is_told_as_such(tmp_path: Path) -> None:
    """That it came is not denied; what another line was met by does not count as that."""
    story = "start server, a\none:\n  server -> a: length\n  server -> a: type"
    t = told(tmp_path, story)
    t.go()
    n = t.sends("server", "a", "Type: html, ")
    t.sends("server", "a", "Length: 9")
    t.quiet()
    late = t.findings[1]
    assert (late.verdict, late.events) == ("unmet", (n,))
    assert late.happened == 'server sent a "Type", but before "Length"'
    t = told(tmp_path, "start server, a\none:\n  server -> a: pong\n  server -> a: pong")
    t.go()
    t.sends("server", "a", "pong")
    t.quiet()
    assert t.findings[1].happened == 'server sent a "pong"'


def test_never_holds_only_by_proof_and_breaks_at_once(tmp_path: Path) -> None:
    """A ``never`` waits for quiet, unless it is broken."""
    story = "start server, a\none: never server -> a: secret\na types: x"
    t = told(tmp_path, story)
    t.go()
    t.lull()
    assert t.due() == ""
    t.quiet()
    assert t.due() == "type a"
    t = told(tmp_path, story)
    t.go()
    broken = t.sends("server", "a", "the SECRET!")
    t.quiet()
    t.do("type a")
    t.quiet()
    assert t.one().verdict == "unmet"
    assert t.one().events == (broken,)
    assert t.one().happened == 'server sent a "SECRET" before "x" was typed at a'


def test_never_after_then_starts_where_then_was_passed(tmp_path: Path) -> None:
    """What came before ``then`` does not break it; a ``then`` never passed leaves it unreached."""
    story = "start server, a\none: a -> server: x\nthen\ntwo: never a prints: hello"
    t = told(tmp_path, story)
    t.go()
    t.prints("a", "hello\n")
    t.sends("a", "server", "x")
    t.quiet()
    assert t.verdicts() == ["met", "met"]
    t = told(tmp_path, story)
    t.go()
    t.quiet()
    assert t.verdicts() == ["unmet", "unreached"]


def test_maybe_binds_and_never_fails(tmp_path: Path) -> None:
    """An optional line gives no failing finding, and an optional action waits to be asked."""
    story = "start a\nmaybe a types: name\none: a prints: ready\nmaybe a prints: extra"
    t = told(tmp_path, story)
    t.do()
    t.asks("a")
    t.quiet()
    t.do("type a")
    t.prints("a", "ready\n")
    assert t.performance.over
    t = told(tmp_path, story)
    t.do()
    t.prints("a", "ready\n")
    t.quiet()
    assert t.performance.over
    assert t.verdicts() == ["met"]


def test_what_broke_a_never_is_told_with_what_was_typed(tmp_path: Path) -> None:
    """What was typed before a forbidden deed may have brought it about, so it is named."""
    story = (
        "start server, a\na asks\na types: goodbye for now\none: never server closes\n"
        "a types: Bye\ntwo: server closes a"
    )
    t = told(tmp_path, story)
    t.go()
    t.asks("a")
    t.do("type a")
    t.closes("server", "a")
    t.quiet()
    t.do("type a")
    assert t.one().happened == (
        'server closed its connection after "goodbye for now" was typed at a, '
        'and before "Bye" was typed at a'
    )


def test_each_and_do_and_repeat_are_unrolled(tmp_path: Path) -> None:
    """Rounds put in their values; blanks of words are new in each, and one known before is not."""
    words = """
    t: /\\d+/
    k: /\\d+/
    ping n: |
      one: a -> server: Ping {n} {t}
      two: a prints: "{n}-{t}-{k}"
    """
    story = """
    start server, a
    server prints: key {k}
    each n, who in 1 a, 2 a:
      {who} types: go {n}
      do ping {n}
    repeat 2:
      a types: again
      one: a prints: again
    """
    t = told(tmp_path, story, words=words)
    t.go()
    t.prints("server", "key 77\n")
    for n, t_value in ((1, 5), (2, 6)):
        assert t.do("type a").data == (f"go {n}".encode(),)
        t.sends("a", "server", f"ping {n} {t_value}")
        t.prints("a", f"{n}-{t_value}-77\n")
    for _ in range(2):
        t.do("type a")
        t.prints("a", "again\n")
    assert t.performance.over
    assert set(t.verdicts()) == {"met"}
    steps = [f.step for f in t.findings]
    assert len(set(steps)) == len(steps)
    assert {k: v for k, v in t.outcome.blanks.items() if k[0] in "tk"} == {
        "k": "77",
        "t.1": "5",
        "t.2": "6",
    }


def test_one_of_is_met_by_the_first_that_comes(tmp_path: Path) -> None:
    """One finding for the group, whichever line met it."""
    story = "start server, a\none: one of:\n  server prints: ok\n  server -> a: ok"
    t = told(tmp_path, story)
    t.go()
    n = t.sends("server", "a", "ok")
    assert t.performance.over
    assert t.one().events == (n,)
    t = told(tmp_path, story)
    t.go()
    t.quiet()
    assert t.one().expected == 'one of: server prints: "ok" or server -> a: "ok"'
    assert "server printed nothing" in t.one().happened
    assert "server sent nothing to a" in t.one().happened


def test_one_of_takes_what_stands_first_where_lines_come_together(tmp_path: Path) -> None:
    """Whether lines come one by one or all at once, each group takes the next of them."""
    story = """
    start a
    one:
      each n in 1..3:
        one of:
          a prints: answered
          a prints: timed out
    """
    lines = ("timed out\n", "answered\n", "timed out\n")
    for chunks in (lines, ("".join(lines),), ("".join(lines[:2]), lines[2])):
        t = told(tmp_path, story)
        t.go()
        for chunk in chunks:
            t.prints("a", chunk)
        t.quiet()
        assert t.verdicts() == ["met", "met", "met"]


def test_nothing_else_allows_only_what_the_lines_say(tmp_path: Path) -> None:
    """What no line accounts for is quoted; white space and punctuation are nothing."""
    story = "start server, a\na types: x\none:\n  server -> a: hello\n  nothing else"
    t = told(tmp_path, story)
    t.go()
    t.sends("server", "a", "Hello!\r\n")
    t.quiet()
    assert t.verdicts() == ["met", "met"]
    t = told(tmp_path, story)
    t.go()
    t.sends("server", "a", "hello")
    n = t.sends("server", "a", " again")
    t.quiet()
    assert t.verdicts() == ["met", "unmet"]
    silence = t.findings[1]
    assert silence.events == (n,)
    assert silence.happened == 'server also sent a "again"'


def test_by_now_looks_back_to_the_beginning(tmp_path: Path) -> None:
    """A line that may have come earlier is met by what came in an earlier beat."""
    story = "start server, a\none: a prints: hi\na types: x\ntwo: by now a connects to server\n"
    t = told(tmp_path, story)
    t.do()
    t.quiet()
    t.do()
    n = t.connects("a", "server")
    t.prints("a", "hi")
    t.do("type a")
    assert t.performance.over
    assert t.one("two").events == (n,)


def test_a_preferred_alternative_wins_wherever_it_is(tmp_path: Path) -> None:
    """Ranks are tried in turn over the whole window; a later event may still give a better one."""
    words = "m: ['/Bob|Alice/', any]"
    t = told(tmp_path, "start server, a\na -> server: {m}\none: never a asks\n", words=words)
    t.go()
    t.sends("a", "server", "I am a client\n")
    assert t.outcome.blanks["m"] == "I am a client"
    t.sends("a", "server", "Bob")
    t.quiet()
    assert t.outcome.blanks["m"] == "Bob"


def test_a_row_changes_who_and_what(tmp_path: Path) -> None:
    """A row's values stand wherever its blanks do, and may be blanks again."""
    words = "n: /\\w+/"
    rows = "first: {who: a, what: hello, name: '{n}'}\nsecond: {who: b, what: bye, name: Bob}"
    story = '{who} -> server: {what}\none: {who} prints: "<{name}>"'
    story = f"start server, a, b\n{story}"
    for row, who, what, name in (("first", "a", "hello", "zed"), ("second", "b", "bye", "Bob")):
        t = told(tmp_path, story, words=words, rows=rows, row=row)
        t.go()
        t.sends(who, "server", what)
        t.prints(who, f"<{name}>")
        assert t.performance.over
        assert t.one().actors == (who,)
