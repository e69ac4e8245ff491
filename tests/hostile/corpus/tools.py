"""Attacks on what reads a hand-in: unpacking, parsing, pages, terminals, spreadsheets, packets."""

from tests.hostile import attack as a
from tests.hostile.attack import DEAD, GOOD, LISTEN, Attack, attacking, server
from tests.hostile.corpus import archives

_KIND = "tools"
_NOTHING = {**DEAD, "order": "fail"}
_MARKUP = "<script>alert(1)</script></pre></svg><img src=x onerror=alert(2)>\x1b[2J"


def _long(*parts: str) -> dict[str, str | bytes]:
    """A good server, and beside it sources that are hard to read."""
    return server(GOOD, **{f"part{number}.py": text for number, text in enumerate(parts)})


ATTACKS = (
    Attack(
        _KIND, "yaml", "brings YAML that grows for ever, and tags that would run code",
        "no YAML of a hand-in is read", ("own python",),
        server(GOOD, **{
            name: "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
                f"{c}: &{c} [{','.join('*' + p for _ in range(9))}]\n"
                for p, c in zip("abcdefgh", "bcdefghi", strict=True)
            ) + "run: !!python/object/apply:os.system ['touch /tmp/@token@-yaml']\n"
            for name in ("spec.yaml", "expect.yaml", "kit.yaml", ".assignment", "metadata.yml")
        }),
        over=False,
    ),
    Attack(
        _KIND, "zip-bomb", "a zip of a megabyte that unpacks to one gigabyte", "it is not opened any further",
        ("intake",), make=archives.zip_bomb, called="zip-bomb.zip", but=_NOTHING, over=False,
        says="more than", shared=True,
    ),
    Attack(
        _KIND, "zip-that-lies", "a zip whose entries say that they are small", "bytes are counted as they come",
        ("intake",), make=archives.zip_that_lies, called="zip-that-lies.zip", but=_NOTHING, over=False,
        says="larger than|broken|unpacked",
    ),
    Attack(
        _KIND, "zip-of-one-block", "a zip whose thousand entries share one block of data",
        "what is unpacked is counted, however often", ("intake",), make=archives.zip_of_one_block,
        called="zip-of-one-block.zip", but=_NOTHING, over=False, says="more than|broken|unpacked",
    ),
    Attack(
        _KIND, "zip-in-zip", "a zip in a zip, thirty deep", "three levels are opened", ("intake",),
        make=archives.zip_in_zip, called="zip-in-zip.zip", but=_NOTHING, over=False,
    ),
    Attack(
        _KIND, "zip-links", "a zip with a link to the reference", "no link is made", ("intake",),
        make=archives.zipped(("server.py", GOOD), link="../echo/reference/client.py"),
        called="zip-links.zip", over=False, says="link",
    ),
    Attack(
        _KIND, "zip-leads-out", "a zip with names that lead out, in every spelling", "they are left out",
        ("intake",), make=archives.zipped(
            ("server.py", GOOD), ("../../escaped.py", GOOD), ("/tmp/escaped.py", GOOD),
            ("..\\..\\escaped.py", GOOD), ("a/../../escaped.py", GOOD), ("C:/escaped.py", GOOD),
            ("\\\\host\\share\\escaped.py", GOOD),
        ), called="zip-leads-out.zip", over=False, says="lead out",
    ),
    Attack(
        _KIND, "twice-in-a-zip", "a zip with two files of one name, and of names that differ by case",
        "the last counts, as when it is unpacked", ("intake",), make=archives.zipped(
            ("server.py", "import nothing\n"), ("server.py", GOOD), ("SERVER.TXT", "x"),
        ), called="twice-in-a-zip.zip", over=False,
    ),
    Attack(
        _KIND, "many-files", "a zip of twenty thousand files", "it is not opened", ("intake",),
        make=archives.many_files, called="many-files.zip", but=_NOTHING, over=False, says="more than|too long",
    ),
    Attack(
        _KIND, "tar-of-devices", "a tar with devices, links, set-user-id and names that lead out",
        "regular files alone are taken, with modes of ours", ("intake",),
        make=archives.tar_of, called="tar-of-devices.tar", over=False, says="special file|links skipped",
        shared=True,
    ),
    Attack(
        _KIND, "gzip-bomb", "a tar.gz of a file of two gigabytes", "it is not opened any further", ("intake",),
        make=archives.gzip_bomb, called="gzip-bomb.tar.gz", but=_NOTHING, over=False,
    ),
    Attack(
        _KIND, "tar-headers", "a tar with a header of forty megabytes", "no header is read to such an end",
        ("intake",), make=archives.tar_with_headers, called="tar-headers.tar.gz", but=_NOTHING, over=False,
        says="too long",
    ),
    Attack(
        _KIND, "tar-of-holes", "a tar with a sparse terabyte", "nothing of the terabyte is unpacked",
        ("intake",), make=archives.tar_of_holes, called="tar-of-holes.tar.gz", but=_NOTHING, over=False,
        says="larger than",
    ),
    Attack(
        _KIND, "tar-that-lies", "a tar with a file that is said to have ten exabytes",
        "its end is not looked for", ("intake",), make=archives.tar_that_lies,
        called="tar-that-lies.tar.gz", but=_NOTHING, over=False, says="more than",
    ),
    Attack(
        _KIND, "deep-folders", "a tar with folders a thousand deep", "they are left out", ("intake",),
        make=archives.deep_folders, called="deep-folders.tar", over=False,
        says="deep|folders",
    ),
    Attack(
        _KIND, "special-files", "a folder with a pipe named as a program, and set-user-id files",
        "nobody waits for the pipe", ("intake",), make=archives.special_files, over=False,
        says="special",
    ),
    Attack(
        _KIND, "odd-names", "names with line ends, escapes, markup, formulas and commands",
        "they are shown as text, and run by nobody", ("intake", "as text"),
        make=archives.odd_names, called="odd-names.tar", over=False, says="unreadable|is now",
    ),
    Attack(
        _KIND, "named-formula", "a hand-in named as a formula", "spreadsheets take it for text", ("as text",),
        server(GOOD), called="=HYPERLINK(\"http:x\",\"grades\")", over=False,
    ),
    Attack(
        _KIND, "named-markup", "a hand-in named as markup, with an escape and a line end",
        "pages and terminals take it for text", ("as text",),
        server(GOOD), called="<img src=x onerror=alert(4)>\x1b[2J\nb", over=False,
    ),
    Attack(
        _KIND, "terminal-escapes", "prints escapes: a title, a cleared screen, colours, links, answers asked for",
        "no report and no terminal of ours gets one", ("as text",),
        server(attacking(r"""
sys.stdout.write("\x1b]0;owned\x07\x1b[2J\x1b[31mred\x9b31m\x85\u202e\x00\x1b[6n\x1b[c\x1bP+q544e\x1b\\")
sys.stdout.write("\x1b]8;;http://x\x07here\x1b]8;;\x07\x1b]52;c;cm0gLXJm\x07\x0e\x1b#8\r\n")
sys.stdout.flush()
os.write(1, bytes(range(256)) * 4)
""")),
    ),
    Attack(
        _KIND, "scripts", "prints, sends and hands in HTML, SVG and Markdown that would run",
        "each is text in every page", ("as text",),
        server(a.PRELUDE + LISTEN + f"""
for text in ({_MARKUP!r}, "--><script>alert(1)</script>", "]]><x>", "javascript:alert(1)",
             "[x](javascript:alert(1))", "```\\n# owned\\n```mermaid\\nclick a call alert()\\n",
             "' onmouseover='alert(1)", "<svg onload=alert(1)>", "&lt;script&gt;", "{{{{7*7}}}}", "%%{{init}}%%"):
    print(text)
print("OVER", flush=True)
""" + a.HEAR + f"plug.sendall(data + {_MARKUP.encode()!r})\n", **{
            "page.svg": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(3)'/>", "index.html": _MARKUP,
        }),
        shared=True,
    ),
    Attack(
        _KIND, "annotations", "prints commands that a CI system would obey", "they are text there, too",
        ("as text",),
        server(attacking(r"""
for text in ("::error file=x::owned", "::set-env name=PATH::/tmp", "##vso[task.complete]", "::add-mask::a",
             "::stop-commands::x", "\x1b[0Ksection_start:1:x\r"):
    print(text)
""")),
    ),
    Attack(
        _KIND, "formulas", "sends and prints what a spreadsheet would run", "no cell begins with it",
        ("as text",),
        server(attacking("""
for text in ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1+1)", "\\t=1+1", "=IMPORTXML(1)"):
    print(text)
""")),
    ),
    Attack(
        _KIND, "forged-names", "is named as files of the report",
        "the report has its own names", ("as text",),
        server(GOOD, **{"grades.sqlite": "SQLite format 3\0", "index.html": "mine"}), called="results.json",
        over=False,
    ),
    Attack(
        _KIND, "json-without-end", "sends JSON that is a hundred thousand brackets deep",
        "it is bytes like any", ("bounded checks",),
        server(LISTEN + a.HEAR + "plug.sendall(data + b' ' + b'[' * 100_000 + b'{\"a\":' * 50_000)\n"),
        over=False,
    ),
    Attack(
        _KIND, "packets", "sends a message in single bytes, so that each is a packet",
        "the file of packets stays small", ("bounded checks",),
        server(LISTEN + a.HEAR + """
plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
plug.sendall(data)
try:
    for _ in range(5000):
        plug.send(b"x")
except OSError:
    pass
"""),
        over=False,
    ),
    Attack(
        _KIND, "nested-source", "brings sources nested deeper than a parser can follow",
        "what cannot be read is looked over", ("intake",),
        _long("x = " + "(" * 5000 + ")" * 5000, "x = " + "-" * 50_000 + "1", "x = 1" + "+1" * 50_000,
              "x = a" + ".b" * 30_000, "x = " + "[" * 300, "if x:\n" + "".join(" " * n + "if x:\n" for n in range(1, 200)),
              "x = f" + "(0)" * 20_000, "lambda: " * 5000 + "0", "x = '" + "{" * 5000 + "'"),
        over=False, shared=True,
    ),
    Attack(
        _KIND, "long-source", "brings sources of megabytes, in one line and in a hundred thousand",
        "they are read within bounds", ("intake",),
        _long("x = '" + "a" * 3_000_000 + "'", "pass\n" * 200_000, "x = " + "9" * 100_000,
              "#" + " thread because" * 50_000, "a" * 1_000_000, "import socket as a" * 1 + ", socket as b" * 50_000),
        over=False,
    ),
    Attack(
        _KIND, "odd-encodings", "brings sources in encodings that hide what they say",
        "they are read as Python would, or not at all", ("intake",),
        server(GOOD, **{
            "rot.py": b"# coding: rot13\nvzcbeg fbpxrg\n", "seven.py": b"# coding: utf-7\n+ACI-\n",
            "null.py": b"import socket\0import os\n", "bom.py": b"\xef\xbb\xbf# coding: latin-1\n\xff\n",
            "wide.py": "import socket\n".encode("utf-16"), "bad.py": b"\xff\xfe\xfd" * 1000,
            "idna.py": b"# coding: idna\nx\n", "zip.py": b"# coding: zip_codec\nx\n", "u.py": b"# coding: undefined\nx\n",
            "turn.py": "# \u2066\u202e if admin \u2069\u2066\n".encode(), "hex.py": b"# coding: hex\n00\n",
        }),
        over=False,
    ),
    Attack(
        _KIND, "costly-source", "brings sources on which regular expressions would never end",
        "what reads sources takes time in proportion to them", ("intake",),
        _long("sys.argv[" * 20_000, "socket.socket(" * 20_000, " " * 200_000 + "x", "# " + "*** start *** " * 20_000,
              ("host = '1.1.1." + "1." * 20_000 + "'"), "'" * 100_001, "\"\"\"\n" * 30_001, "argparse.ArgumentParser()." * 5000,
              "input(input(" * 3000, "%s " * 50_000, "\\\n" * 50_000, "print('" + "port " * 50_000 + "')"),
        over=False,
    ),
)  # fmt: skip
