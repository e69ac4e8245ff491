"""What a recording does not tell of the instructor's programs."""

from harness.model.events import Printed
from harness.stage.withheld import without_code

_TRACE = (
    b"Traceback (most recent call last):\r\n"
    b'  File "/home/student/client.py", line 4, in <module>\r\n'
    b"    print(plug.recv(9))  # the secret\r\nConnectionResetError: [Errno 104]\r\n    goes on\r\n"
)


def _told(by: str, size: int) -> list[bytes]:
    """What is told of a traceback that was printed in pieces of ``size``, by a role played so."""
    pieces = [_TRACE[at : at + size] for at in range(0, len(_TRACE), size)]
    events = [Printed(n=n, at=0, who="client", data=data) for n, data in enumerate(pieces)]
    told = without_code({"client": by}, events)
    assert [event.n for event in told] == list(range(len(pieces)))
    return [event.data for event in told if isinstance(event, Printed)]


def test_code_of_the_instructors_is_blotted_out() -> None:
    """However its traceback came, only the code in it is gone, and every byte has its place."""
    for size in (1, 7, 1000):
        told = _told("reference", size)
        assert b"secret" not in b"".join(told)
        assert b"".join(told).endswith(b"ConnectionResetError: [Errno 104]\r\n    goes on\r\n")
        assert [len(part) for part in told] == [
            len(_TRACE[at : at + size]) for at in range(0, len(_TRACE), size)
        ]


def test_code_of_students_is_theirs() -> None:
    """A student sees the lines of a program of their own."""
    assert b"".join(_told("student", 5)) == _TRACE
