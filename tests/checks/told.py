"""A story told by hand: small specs, and the events of a stage that is not there."""

import json
import textwrap
from pathlib import Path

from harness.checks.answers import fitting
from harness.checks.performance import StoryPerformance
from harness.checks.play import Whereabouts
from harness.checks.unfold import unfold
from harness.model import events as ev
from harness.model.play import Action, Finding, Outcome
from harness.model.spec import Spec
from harness.model.timeline import Timeline, dump, load
from harness.spec import load as load_spec

ITEMS = ("one", "two", "three")


def spec_of(
    folder: Path,
    story: str,
    *,
    words: str = "",
    rows: str = "",
    items: str = "",
    casts: str = "whole, server, clients",
    window: str = "",
) -> Spec:
    """A spec with the roles server, a and b, and one scene ``s`` with ``story``.

    ``words`` and ``rows`` are YAML, ``items`` the lines of a rubric (by default: one, two, three).
    ``window``: that of a and b.
    """
    labels = "\n".join(f"{name}: 10 Item {name}" for name in ITEMS if f"{name}:" in story + words)
    parts = [
        "callsheet: 1",
        "title: Test",
        "roles:",
        '  server: {files: ["server.py"], does: listen}',
        f'  a, b: {{files: ["client.py"], does: connect{window and f", window: {window}"}}}',
        _under("words", words),
        "casts:",
        "  whole: {}",
        "  server: {a: script, b: script}",
        "  clients: {server: script}",
        "  mixed: {b: script}",
        "scenes:",
        "  s:",
        f"    casts: [{casts}]",
        textwrap.indent(_under("rows", rows), "    "),
        "    story: |",
        textwrap.indent(textwrap.dedent(story).strip(), "      "),
        _under("rubric", items or labels or "other: {is: 1 Other, by: person}"),
    ]
    folder.mkdir(exist_ok=True)
    (folder / "spec.yaml").write_text("\n".join(part for part in parts if part.strip()))
    return load_spec(folder)


def _under(key: str, yaml: str) -> str:
    body = textwrap.dedent(yaml).strip()
    return f"{key}:\n{textwrap.indent(body, '  ')}" if body else ""


class Told:
    """A performance fed by hand.  Every method that tells an event returns its number."""

    def __init__(self, spec: Spec, cast: str = "whole", row: str = "", scene: str = "s") -> None:
        self.spec, self.cast, self.row, self.scene = spec, cast, row, scene
        self.play = unfold(spec, scene, cast, row)
        self.performance = StoryPerformance(self.play)
        self.events: list[ev.Event] = []
        self.done: list[Action] = []

    # What the harness does

    def due(self) -> str:
        """The action that is due, as ``kind who``; '' if none is."""
        action = self.performance.due()
        return f"{action.kind} {action.who}" if action else ""

    def do(self, expected: str = "") -> Action:
        """Do the action that is due, and tell what the stage would of it."""
        action = self.performance.due()
        assert action is not None, "nothing is due"
        assert expected in {"", self.due()}, f"due is {self.due()}, not {expected}"
        self.done.append(action)
        self.tell(ev.Cue(n=self.n, at=0, who=ev.STAGE, step=action.step))
        scripted = self.play.by[action.who] == "script"
        connected = {e.who for e in self.events if isinstance(e, ev.Connected)} | {"server"}
        if scripted and action.kind in {"type", "send"} and action.who not in connected:
            # A scripted peer that is to speak connects first, by itself.
            self.connects(action.who, "server")
        if action.kind == "start" and not scripted:
            self.tell(ev.Started(n=self.n, at=0, who=action.who, argv=("python",)))
        elif action.kind == "type" and scripted:
            self.sends(action.who, "server", action.data[0].decode())
        elif action.kind == "type":
            self.tell(ev.Typed(n=self.n, at=0, who=action.who, data=action.data[0] + b"\n"))
        elif action.kind == "connect":
            self.connects(action.who, action.to or "server")
        elif action.kind == "send":
            for segment in action.data:
                self.sends(action.who, action.to or "server", segment.decode())
        elif action.kind == "close":
            self.closes(action.who, action.to or "server")
        return action

    def miss(self) -> None:
        """Tell that the action that is due could not be done."""
        action = self.performance.due()
        assert action is not None
        self.tell(ev.Missed(n=self.n, at=0, who=action.who, step=action.step, why="it had ended"))

    def miss_last(self, why: str) -> None:
        """Tell that the action that was begun last could not be done after all."""
        last = self.done[-1]
        self.tell(ev.Missed(n=self.n, at=0, who=last.who, step=last.step, why=why))

    def go(self, *, lull: bool = True) -> None:
        """Do all that is due, with a lull after each action that the next one does not follow."""
        while self.performance.due() is not None:
            self.do()
            if lull and self.performance.due() is None and not self.performance.over:
                self.lull()

    # What happens

    @property
    def n(self) -> int:
        """The number of the next event."""
        return len(self.events)

    def tell(self, event: ev.Event) -> int:
        """Tell any event."""
        self.events.append(event)
        self.performance.feed(event)
        return event.n

    def prints(self, who: str, text: str | bytes) -> int:
        """``who`` prints ``text``."""
        return self.tell(ev.Printed(n=self.n, at=0, who=who, data=_bytes(text)))

    def shows(self, who: str, text: str, window: str = "client", *, again: bool = False) -> int:
        """``text`` can newly be read in a window of ``who``; ``again``: it was written anew."""
        event = ev.Shown(n=self.n, at=0, who=who, window=window, text=text, again=again)
        return self.tell(event)

    def sends(self, who: str, to: str, text: str | bytes, proto: str = "tcp") -> int:
        """``text`` crosses the wire."""
        data = _bytes(text)
        return self.tell(ev.Sent(n=self.n, at=0, who=who, to=to, conn="c", proto=proto, data=data))

    def listens(self, who: str, proto: str = "tcp") -> int:
        """``who`` has a socket that waits for others."""
        return self.tell(
            ev.Listening(n=self.n, at=0, who=who, proto=proto, address="0.0.0.0", port=12000)
        )

    def connects(
        self, who: str, to: str, proto: str = "tcp", source: str = "", target: str = ""
    ) -> int:
        """``who`` connects to ``to``."""
        return self.tell(
            ev.Connected(
                n=self.n, at=0, who=who, to=to, conn="c", proto=proto, source=source, target=target
            )
        )

    def reads(self, who: str, of: str, count: int = 5) -> int:
        """``who`` takes ``count`` bytes of ``of`` out of its socket."""
        return self.tell(ev.Read(n=self.n, at=0, who=who, of=of, conn="c", count=count))

    def closes(self, who: str, to: str, how: str = "fin") -> int:
        """``who`` closes its connection to ``to``."""
        return self.tell(ev.Closed(n=self.n, at=0, who=who, to=to, conn="c", how=how))

    def asks(self, who: str, *, among: bool = False) -> int:
        """``who`` waits for its keyboard; ``among``: for other things, too."""
        return self.tell(ev.Asked(n=self.n, at=0, who=who, among=among))

    def exits(self, who: str, code: int | None = 0, signal: int | None = None) -> int:
        """``who`` exits."""
        return self.tell(ev.Exited(n=self.n, at=0, who=who, code=code, signal=signal))

    def quiet(self, *waits: ev.Wait) -> int:
        """Nothing more can happen."""
        return self.tell(ev.Quiet(n=self.n, at=0, who=ev.STAGE, waits=waits))

    def lull(self, *waits: ev.Wait) -> int:
        """Nothing happens, while all wait for what ``waits`` say, if that is known."""
        return self.tell(ev.Lull(n=self.n, at=0, who=ev.STAGE, waits=waits))

    def limit(self, *waits: ev.Wait, what: str = "patience", who: str = ev.STAGE) -> int:
        """A limit is reached, while all wait for what ``waits`` say."""
        return self.tell(ev.Limit(n=self.n, at=0, who=who, what=what, waits=waits))

    def unseen(self, what: str, who: str = ev.STAGE) -> int:
        """Something cannot be observed from here on."""
        return self.tell(ev.Unseen(n=self.n, at=0, who=who, what=what, why=f"no {what} here"))

    def ended(self, how: str = "done") -> int:
        """The scene is over."""
        return self.tell(ev.Ended(n=self.n, at=0, who=ev.STAGE, how=how))

    # What became of it

    @property
    def timeline(self) -> Timeline:
        """All that was told."""
        by = dict(self.play.by)
        return Timeline(self.scene, self.cast, self.row, 1, by, tuple(self.events))

    @property
    def outcome(self) -> Outcome:
        """The outcome, which is the same from the saved timeline."""
        live = self.performance.outcome()
        saved = load(list(dump(self.timeline)))
        again = StoryPerformance(unfold(self.spec, self.scene, self.cast, self.row))
        for event in saved.events:
            again.feed(event)
        assert again.outcome() == live
        assert again.over == self.performance.over
        json.dumps([f.expected + f.happened for f in live.findings])
        return live

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings."""
        return self.outcome.findings

    def verdicts(self, item: str = "") -> list[str]:
        """The verdicts of all findings, or of those with a label, in story order."""
        return [f.verdict for f in self.findings if not item or item in f.items]

    def one(self, item: str = "one") -> Finding:
        """The only finding with a label."""
        (found,) = (f for f in self.findings if item in f.items)
        return found


def told(folder: Path, story: str, cast: str = "whole", row: str = "", **more: str) -> Told:
    """A story, nothing told of it yet; ``more``: what ``spec_of`` takes."""
    more.setdefault("casts", cast)
    return Told(spec_of(folder, story, **more), cast, row)


def typed_at(
    spec: Spec, role: str, printed: str, scene: str = "s", row: str = "x-first"
) -> str | None:
    """What is typed, ``<address>`` and ``<port>`` for a place, ``<line>`` for the story's line."""
    reply, bound = fitting(unfold(spec, scene, "whole", row), role, printed)
    if reply is None:
        return None
    if reply.says is None:
        return "<line>"
    return "".join(
        part
        if isinstance(part, str)
        else f"<{part.what}>"
        if isinstance(part, Whereabouts)
        else bound[part.name]
        for part in reply.says
    )


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
