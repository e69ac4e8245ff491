"""Which of several files is meant, where their names do not tell."""

from tests.casting.programs import CONNECTS, LISTENS, Caster, played

_WINDOW = f"import tkinter\n{CONNECTS}tkinter.Tk().mainloop()\n"


def test_who_opens_windows_is_not_meant_where_another_opens_none(cast: Caster) -> None:
    """Nobody can type at it; and a note tells a person that it was left out."""
    files = {"server.py": LISTENS, "client.py": CONNECTS, "client_gui.py": _WINDOW}
    found = cast(files)
    assert {played(found)["a"], played(found)["b"]} == {"client.py"}
    assert any("client_gui.py was left out, since it opens windows" in n for n in found.notes)
    assert played(cast({"server.py": LISTENS, "my_window_client.py": _WINDOW}))["a"]


def test_a_readme_tells_which_is_run(cast: Caster) -> None:
    """Not by its name alone, which stands there for what was tried first as well."""
    files = {f"server_{kind}.py": f"{LISTENS}# {kind}\n" for kind in ("thread", "select")}
    files |= {"client.py": CONNECTS}
    assert "server" not in played(cast(files))
    told = "server_select.py was our first try.\nRun `python3 server_thread.py 12000` first.\n"
    assert played(cast({**files, "README.md": told}))["server"] == "server_thread.py"
    both = f"{told}python server_select.py works as well.\n"
    assert "server" not in played(cast({**files, "Readme.txt": both, "README.md": ""}))
