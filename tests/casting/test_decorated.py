"""Arguments that are declared above functions."""

import pytest

from harness.casting.arguments import arguments
from harness.casting.setting import Setting
from harness.casting.sides import SIDES
from harness.casting.sources import Source
from harness.casting.special import special_word

CLICK = "import click\n"
TYPER = "import typer\napp = typer.Typer()\n"


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (CLICK + "@click.command()\n@click.argument('host')\n@click.argument('port', type=int)\n"
         "def main(host, port): pass\n", ["127.0.0.1", "12000"]),
        (CLICK + "@click.command()\n@click.option('-p', '--port', required=True, type=int)\n"
         "def main(port): pass\n", ["--port", "12000"]),
        (CLICK + "@click.command()\n@click.option('--name')\n@click.option('--log-to')\n"
         "def main(name, log_to): pass\n", ["--name", "X"]),
        (CLICK + "@click.command()\n@click.argument('which', type=click.Choice(['a', 'b']))\n"
         "def main(which): pass\n", ["a"]),
        (CLICK + "@click.command()\n@click.option('--host', default='h')\n"
         "@click.option('--port', prompt=True)\n@click.option('--name', is_flag=True)\n"
         "@click.argument('user', required=False)\ndef main(**k): pass\n", []),
        (TYPER + "@app.command()\ndef main(host: str, port: int, name: str = 'X'): pass\n",
         ["127.0.0.1", "12000"]),
        (TYPER + "def go(host: str = typer.Option(...), port: int = typer.Option(1)): pass\n"
         "typer.run(go)\n", ["--host", "127.0.0.1"]),
    ],
)  # fmt: skip
def test_what_is_declared_above_a_function_is_given(text: str, given: list[str]) -> None:
    """What has a default, is asked for or is a flag is left out."""
    assert list(arguments(Source("client.py", text), Setting("X", 1))[0]) == given


@pytest.mark.parametrize(
    "text",
    [
        CLICK + "@click.group()\ndef cli(): pass\n"
        "@cli.command()\n@click.argument('port')\ndef server(port): pass\n"
        "@cli.command('client')\n@click.argument('host')\ndef join(host): pass\n",
        CLICK + "@click.group()\ndef cli(): pass\n"
        "@cli.command()\n@click.argument('port')\ndef server_cmd(port): pass\n"
        "@cli.command(name='client')\n@click.argument('host')\ndef join(host): pass\n",
        TYPER + "@app.command()\ndef server(port: int): pass\n"
        "@app.command()\ndef client(host: str): pass\n",
    ],
)
def test_each_side_is_told_its_command(text: str) -> None:
    """And what belongs to that."""
    source = Source("pa.py", text)
    found = [arguments(source, Setting("X", 1, side=side), both=True)[0] for side in SIDES]
    assert found == [("server", "12000"), ("client", "127.0.0.1")]


def test_a_command_may_be_the_special_part() -> None:
    """By its word, as an option or a file's name."""
    text = CLICK + "@click.group()\ndef cli(): pass\n"
    text += "@cli.command()\ndef order(): pass\n@cli.command()\ndef chat(): pass\n"
    source = Source("server.py", text)
    assert special_word(source, ("*chat*server*",)) == ("chat",)
    main = Setting("X", 1, side="listen", beside=("*chat*server*",))
    assert arguments(source, main)[0] == ("order",)
