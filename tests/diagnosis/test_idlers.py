"""Programs that do nothing, without an error."""

import pytest

from harness.diagnosis import idlers
from tests.diagnosis.hand import hand_in, line, run

_NOT_SENT = line("server -> a: done")


def test_a_function_that_is_never_called() -> None:
    """The program ended at once, in good order; one that listened first did something."""
    code = {"server": "import socket\n\ndef main():\n    socket.socket()\n"}
    (one,) = idlers.never_called(hand_in(run("server exits 0", _NOT_SENT), code=code))
    assert (one.says, one.line) == ("main() is defined and never called", 3)
    busy = run("server listens\nserver exits 0", _NOT_SENT)
    assert not list(idlers.never_called(hand_in(busy, code=code)))
    called = {"server": code["server"] + "main()\n"}
    (idle,) = idlers.never_called(hand_in(run("server exits 0", _NOT_SENT), code=called))
    assert idle.says == "The program ends at once, without having done anything"
    for last, at in (("main", 5), ("main  # go", 5), ("s.send", 0)):
        named = {"server": f"{code['server']}{last}\n"}
        (one,) = idlers.never_called(hand_in(run("server exits 0", _NOT_SENT), code=named))
        assert one.says.startswith("main is named here and not called") is (at > 0)
        assert one.line == (at or 3)


def test_a_program_that_does_nothing_for_want_of_await() -> None:
    """Python has said why, and where: another rule tells it."""
    code = {"server": "async def main(): pass\nmain()\n"}
    said = "RuntimeWarning: coroutine 'main' was never awaited"
    story = run(f"server prints: server.py:2: {said}\nserver exits 0", _NOT_SENT)
    assert not list(idlers.never_called(hand_in(story, code=code)))
    elsewhere = run(f"server prints: lib.py:2: {said}\nserver exits 0", _NOT_SENT)
    (idle,) = idlers.never_called(hand_in(elsewhere, code=code))
    assert idle.says.startswith("The program ends at once")


def test_a_function_that_only_it_itself_calls() -> None:
    """The call is indented too far, and so a part of the function that nobody calls."""
    text = "def main():\n    go()\n    if __name__ == '__main__':\n        main()\n"
    text += "def go():\n    pass\n"
    (one,) = idlers.never_called(hand_in(run("server exits 0", _NOT_SENT), code={"server": text}))
    assert (one.says, one.line) == ("main() is defined and never called", 1)
    called = {"server": f"{text}main()\n"}
    (one,) = idlers.never_called(hand_in(run("server exits 0", _NOT_SENT), code=called))
    assert one.says.startswith("The program ends at once")


@pytest.mark.parametrize(("name", "told"), [("main", True), ("server", True), ("__main__", False)])
def test_a_name_that_no_program_has(name: str, told: bool) -> None:
    """``if __name__ == "main":`` is never true, and nothing below it is run."""
    code = {"server": f'import socket\nprint(1)\nif __name__ == "{name}":\n    print(2)\n'}
    (one,) = idlers.never_called(hand_in(run("server exits 0", _NOT_SENT), code=code))
    assert (one.line == 3) is told
    assert one.says.startswith("__name__ is compared") is told


def test_a_text_that_is_compared_with_a_number() -> None:
    """What input() returned equals no number; what int() made of it may."""
    story = run("a asks\na types: 1\na exits 0", line("a -> server: x"), students=("a",))
    wrong = {"a": 'choice = input("1 or 2?")\nif choice == 1:\n    go()\n'}
    (one,) = idlers.number_of_a_text(hand_in(story, code=wrong))
    assert one.line == 2
    menu = {"a": f"{wrong['a']}elif choice == 2:\n    leave()\n"}
    (one,) = idlers.number_of_a_text(hand_in(story, code=menu))
    assert one.line == 2
    right = {"a": wrong["a"].replace("input(", "int(input(").replace('?")', '?"))')}
    assert not list(idlers.number_of_a_text(hand_in(story, code=right)))
