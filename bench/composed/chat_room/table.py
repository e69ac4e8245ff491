"""What hand-ins of ``chat-room`` are made of."""

from bench.composed.table import Table, clash

_ASPECTS = {
    "mistake": (
        "none early order-of-connection names-swapped reply-to-one no-word-of-waiting"
        " no-word-of-closing no-word-of-done client-without-a-thread asks-at-once sends-twice"
    ),
    "python": "3 2",
    "threads": "target daemon subclass _thread pool process select",
    "sync": "join queue condition event barrier semaphore busy poll",
    "lock": "with acquire none",
    "begin": "after event barrier poll",
    "accept": "loop twice while",
    "names": "letters ab numbers people enum",
    "ack": "none received ok",
    "counts": "words short digits",
    "told": "own other all",
    "asks": "close word",
    "pause": "none some long",
    "close": "close half shutdown",
    "reply": "plain recieved spaces client",
    "backlog": "two one none",
    "bind": "any zeros localhost loopback name lab",
    "connect": "localhost loopback name resolved lab",
    "port": "12000 12021 25565",
    "serving": "constants argv argparse",
    "place": "constants literal argv required argparse asked",
    "reuse": "no yes",
    "timeout": "none long",
    "format": "f format percent join",
    "printing": "print flush cr write logging log-time comma colour",
    "encode": "encode utf-8 ascii bytes str.encode raw",
    "decode": "decode utf-8 ascii str bytes.decode raw",
    "send": "sendall send makefile",
    "size": "1024 4096 128 2048",
    "framing": "none strip line length json",
    "state": "global class object dict dataclass",
    "wire": "inline functions module package",
    "layout": "flat main guarded class",
    "guard": "none except interrupt finally",
    "imports": "plain star as line",
    "bytes": "plain tabs two crlf bom bom-crlf no-end",
    "comments": "hash docstring boxed shebang",
    "hints": "none yes",
    "language": "en es fr de zh vi",
    "ask": "input print-input readline evaluated",
    "login": "none at-once",
    "ears": "target daemon subclass",
    "echo": "none sent",
    "leave": "close sleep says-so exit nothing enter",
    "files": "plain tcp team spaces assignment deep each each-team",
    "beside": "nothing readme other-assignment cache",
    "extra": "none files folder menu word after",
}
_NO_SYNC = "condition event barrier semaphore busy poll"
_TWO_TEXTS = "Python 2 joins no bytes beyond ASCII to its other text"
_OTHERS = "es fr de zh vi"

_CLASHES = (
    # what the version has
    clash("Python 2 has none of it", python="2", threads="pool"),
    clash("Python 2 has no barrier", python="2", sync="barrier"),
    clash("Python 2 has no barrier", python="2", begin="barrier"),
    clash("Python 2 formats otherwise", python="2", format="f"),
    clash("Python 2 prints otherwise", python="2", printing="cr comma"),
    clash("nothing tells its version", python="2", printing="write logging log-time"),
    clash("Python 2 has none of it", python="2", state="dataclass"),
    clash("Python 2 has none of it", python="2", names="enum"),
    clash("Python 2 has none of it", python="2", hints="yes"),
    clash("Python 2 has other text", python="2", encode="bytes str.encode"),
    clash("Python 2 has other text", python="2", decode="str bytes.decode"),
    clash("Python 3 has bytes", python="3", encode="raw"),
    clash("Python 3 has bytes", python="3", decode="raw"),
    clash(_TWO_TEXTS, python="2", language=_OTHERS, decode="decode utf-8 ascii"),
    clash(_TWO_TEXTS, python="2", language=_OTHERS, framing="json"),
    clash("only Python 2 has it", python="3", ask="evaluated"),
    clash("bytes that a file of Python 2 wants otherwise", python="2", bytes="bom bom-crlf"),
    clash("a first line that ends in CR starts nothing", comments="shebang", bytes="crlf bom-crlf"),
    # what a kind of threads leaves open
    clash("one thread", threads="select", sync="queue " + _NO_SYNC),
    clash("one thread", threads="select", lock="acquire none"),
    clash("one thread", threads="select", begin="event barrier poll"),
    clash("its own way", threads="select", ack="received ok"),
    clash("processes share no list", threads="process", sync="join " + _NO_SYNC),
    clash("processes share no list", threads="process", lock="acquire none"),
    clash("processes share no list", threads="process", begin="event barrier poll"),
    clash("a queue has its own lock", sync="queue condition", lock="acquire none"),
    # a name is told when both programs are there, and read as all else
    clash("the same programs", login="at-once", extra="menu word after"),
    clash("some of it in quotes", ask="evaluated", login="at-once"),
    # no script logs in, so the server is judged by its own clients alone
    clash(
        "its only partner is wrong",
        login="at-once",
        mistake="client-without-a-thread asks-at-once sends-twice",
    ),
    # places that fit
    clash("it listens elsewhere", bind="localhost loopback", connect="name resolved lab"),
    clash("it listens elsewhere", bind="name", connect="localhost loopback lab"),
    clash("it listens elsewhere", bind="lab", connect="localhost loopback name resolved"),
    # some of what is typed would have to stand in quotes
    clash("some of it in quotes", ask="evaluated", extra="menu word after"),
    clash("some of it in quotes", ask="evaluated", place="asked"),
    clash("no text but a number, or nothing", ask="evaluated", leave="enter"),
    # a close for a message that asks to close
    clash("whoever stops listening at that word", asks="word", framing="none strip", told="all"),
    # the chat
    clash("the same programs", extra="menu word after", files="each each-team"),
    clash("a word that asks for the chat", extra="menu word", serving="argv argparse"),
    clash("a menu of another kind", extra="menu word", place="argv required argparse asked"),
    clash("the same programs", extra="after", asks="word"),
    clash("the same programs", extra="after", leave="sleep says-so exit nothing enter"),
    clash("the same programs", extra="after", ears="daemon subclass"),
    clash("the same programs", extra="after", threads="process"),
    # mistakes that need a certain kind
    clash("threads that begin at once", mistake="early", threads="process select"),
    clash("threads that begin at once", mistake="early", begin="event barrier poll"),
    clash("nobody else listens", mistake="client-without-a-thread asks-at-once", extra="after"),
    clash("told what was not said", mistake="sends-twice reply-to-one", extra="after"),
)

TABLE = Table({name: tuple(words.split()) for name, words in _ASPECTS.items()}, _CLASHES)
