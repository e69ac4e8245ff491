"""What each call of a function makes anew: when that is told, and when it is not."""

import pytest

from harness.diagnosis import crashes, emptied
from tests.diagnosis.hand import hand_in, line, run

HEARD = "a connects\nb connects\na -> server: A\nb -> server: B\nserver reads a\nserver reads b\n"
OWED = line("server -> a: A before B")
DIES = (
    r"server prints: Traceback (most recent call last):\n"
    r'  File "/home/student/server.py", line {0}, in <module>\n    (a, m), (b, n) = x\n'
    r"ValueError: not enough values to unpack (expected 2, got 1)"
)
LOG = """class Log:
    def add(self, said):
        with self.lock:
            self.said = []
            self.said.append(said)
    def answer(self):
        return self.said[0] + self.said[1]
def hear(c):
    log.add(c.recv(9))
for c in both:
    Thread(target=hear, args=(c,)).start()
log = Log()
"""
OWN = """said = []
def hear(c):
    said = []
    said.append(c.recv(9))
Thread(target=hear, args=(x,)).start()
Thread(target=hear, args=(y,)).start()
print(said[0], said[1])
"""
QUEUE = """came = Queue()
def hear(c):
    came = queue.Queue()
    came.put(c.recv(9))
Thread(target=hear, args=(x,)).start()
print(came.get(), came.get())
"""
ROUND = """class Log:
    def hear(self):
        self.said = []
        for c in self.both:
            self.said.append(c.recv(9))
    def answer(self):
        return self.said[0] + self.said[1]
log = Log()
while True:
    log.hear()
"""


def told(code: str, then: str = "quiet: server lock") -> list[tuple[int, str]]:
    """What is told of a server that heard both its clients: the lines, and how it begins."""
    case = hand_in(run(HEARD + then, OWED), code={"server": code})
    return [
        (one.line, " ".join(one.says.split()[:3])) for one in emptied.each_call_begins_anew(case)
    ]


@pytest.mark.parametrize(
    ("code", "at", "says"),
    [
        (LOG, 4, "Each call of"),
        (OWN, 3, "said is made"),
        (QUEUE, 3, "came is made"),
        (OWN.replace("said = []", "said: list[str] = []"), 3, "said is made"),
        (OWN.replace("    said = []", "    global said\n    said = []"), 4, "Each call of"),
        (LOG.replace("[]", "{}").replace(".append(said)", "[said] = 1"), 4, "Each call of"),
    ],
)
def test_what_is_made_anew_in_each_call(code: str, at: int, says: str) -> None:
    """It never holds what two calls have put there, and the other one of its name holds nothing."""
    assert told(code) == [(at, says)]


@pytest.mark.parametrize(
    "code",
    [
        ROUND,  # all of it comes in one call
        LOG.replace("            self.said = []", "            if not x: self.said = []"),
        LOG.replace("log = Log()", "for c in both: logs.append(Log())"),  # one for each
        LOG.replace("log = Log()", "log = Log()\nlog2 = Log()"),
        LOG.replace("for c in both:\n    ", "").replace("log = Log()", "log = Log()\nx()"),
        LOG.replace(
            "    def answer", "    def also(self, m):\n        self.said.append(m)\n    def answer"
        ),
        LOG.replace("return self.said[0]", "fill(self.said)\n        return self.said[0]"),
        OWN.replace("print(", "said.append(1)\nprint("),
        OWN.replace("args=(x,)", "args=(x, said)"),
        OWN.replace("print(said[0], said[1])", ""),  # nobody looks there
        OWN.replace("said = []\ndef", "def"),
        QUEUE.replace("print(", "out = came\nprint("),
    ],
)
def test_what_is_rightly_made_anew(code: str) -> None:
    """Or what something else may fill, or what is each object's own."""
    assert told(code) == []


def test_who_tells_what_came() -> None:
    """A server that told one client what the other one had said has it after all."""
    assert told(LOG, "server -> a: B came first") == []
    assert told(LOG, "server exits 1") == []


@pytest.mark.parametrize(("code", "dies", "at"), [(LOG, 7, 4), (OWN, 7, 3), (ROUND, 7, 7)])
def test_an_error_that_comes_of_it(code: str, dies: int, at: int) -> None:
    """What finds too little there has its cause where it was made empty."""
    story = f"{HEARD}{DIES.format(dies)}\nserver exits 1"
    (one,) = crashes.does_not_run(hand_in(run(story, OWED), code={"server": code}))
    assert one.line == at
