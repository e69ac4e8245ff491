"""What hand-ins of ``first-message`` are made of."""

from bench.composed.table import Table, clash

_ASPECTS = {
    "mistake": (
        "none early order-of-connection order-reversed reply-to-one reply-to-nobody"
        " name-by-message hides-the-reply server-prints-nothing server-syntax client-name-error"
        " uncalled never-sends no-reason no-comments"
    ),
    "python": "3 2",
    "threads": (
        "target daemon subclass _thread pool process socketserver select selectors asyncio streams"
    ),
    "sync": "join queue condition event barrier semaphore busy poll",
    "answer": "main own last",
    "lock": "with acquire none",
    "begin": "after event barrier poll",
    "names": "letters ab numbers clients enum address",
    "unpack": "tuple index match",
    "receipt": "thread late place",
    "ack": "none received ack ok",
    "countdown": "none server client",
    "greet": "none accept both",
    "accept": "loop twice while",
    "backlog": "two one none",
    "bind": "any zeros localhost loopback name lab",
    "connect": "localhost loopback name resolved lab",
    "port": "12000 12021 25565",
    "serving": "constants argv argparse",
    "place": "constants literal argv required argparse asked",
    "reuse": "no yes",
    "timeout": "none long",
    "close": "close shutdown half sleep-2 sleep-10 never",
    "end": "ends again sleeps says-so exit",
    "reply": "plain recieved capitals spaces before was quotes then listed ordinals messages bold",
    "format": "f format percent join",
    "printing": "print flush no-end cr write logging log-time comma colour",
    "encode": "encode utf-8 ascii bytes str.encode raw",
    "decode": "decode utf-8 ascii str bytes.decode raw",
    "send": "sendall send makefile",
    "size": "1024 4096 64 2048",
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
    "ask": "input print-input readline unflushed stdin raw_input evaluated",
    "login": "none at-once",
    "prompt": "usual short none line",
    "when": "after before thread",
    "first": "none name menu menu-match yes enter which",
    "message": "typed fixed delayed",
    "receive": "once until-closed makefile thread",
    "echo": "sent me none",
    "shows": "label plain",
    "leave": "close shutdown sleep enter any-key quit word nothing blank",
    "files": "plain tcp team spaces assignment deep each each-team",
    "beside": "nothing readme other-assignment cache",
    "extra": "none files folder menu word after",
}
_ONE = "select selectors asyncio streams socketserver"
_SILENT = "server-syntax uncalled reply-to-one reply-to-nobody"
_ORDER = "order-of-connection order-reversed"
_MUTE = "never-sends client-name-error name-by-message"
_OWN = "asyncio streams socketserver process"
_TWO_TEXTS = "Python 2 joins no bytes beyond ASCII to its other text"
_OTHERS = "es fr de zh vi"

_CLASHES = (
    # what the version has
    clash("Python 2 has none of it", python="2", threads="pool selectors asyncio streams"),
    clash("Python 2 has no barrier", python="2", sync="barrier"),
    clash("Python 2 has no barrier", python="2", begin="barrier"),
    clash("Python 2 formats otherwise", python="2", format="f"),
    clash("Python 2 prints otherwise", python="2", printing="no-end cr comma"),
    clash("Python 2 has none of it", python="2", unpack="match"),
    clash("Python 2 has none of it", python="2", first="menu-match"),
    clash("Python 2 has none of it", python="2", state="dataclass"),
    clash("Python 2 has none of it", python="2", names="enum"),
    clash("Python 2 has none of it", python="2", hints="yes"),
    clash("Python 2 has other text", python="2", encode="bytes str.encode"),
    clash("Python 2 has other text", python="2", decode="str bytes.decode"),
    clash("Python 3 has bytes", python="3", encode="raw"),
    clash("Python 3 has bytes", python="3", decode="raw"),
    clash("a comment names the encoding", python="2", language=_OTHERS, mistake="no-comments"),
    clash(_TWO_TEXTS, python="2", language=_OTHERS, decode="decode utf-8 ascii"),
    clash(_TWO_TEXTS, python="2", language=_OTHERS, framing="json"),
    clash("only Python 2 has it", python="3", ask="raw_input evaluated"),
    clash("Python 2 evaluates it", python="2", ask="input"),
    clash("nothing tells its version", python="2", printing="write logging log-time"),
    clash("bytes that a file of Python 2 wants otherwise", python="2", bytes="bom bom-crlf"),
    clash("a first line that ends in CR starts nothing", comments="shebang", bytes="crlf bom-crlf"),
    # what a kind of threads leaves open
    clash(
        "one thread, or the library's",
        threads=_ONE,
        sync="queue condition event barrier semaphore busy poll",
    ),
    clash("one thread, or the library's", threads=_ONE, answer="own last"),
    clash("one thread, or the library's", threads=_ONE, lock="acquire none"),
    clash("one thread, or the library's", threads=_ONE, begin="event barrier poll"),
    clash("its own way to accept", threads=_ONE, accept="twice while"),
    clash("its own socket", threads="socketserver streams asyncio", reuse="yes"),
    clash("its own socket", threads="socketserver streams asyncio", timeout="long"),
    clash("its own socket", threads="socketserver streams asyncio", backlog="one none"),
    clash("its own constants", threads="socketserver streams asyncio", place="literal"),
    clash(
        "its own end",
        threads="socketserver streams asyncio",
        close="shutdown half sleep-2 sleep-10 never",
    ),
    clash("its own end", threads="streams asyncio", end="again sleeps says-so exit"),
    clash("its own end", threads="socketserver", end="sleeps says-so exit"),
    clash("each answers by itself", threads="socketserver streams", receipt="late"),
    clash("its own way", threads="socketserver streams asyncio", greet="accept both"),
    clash("its own sending", threads="asyncio streams", send="send makefile"),
    clash("its own text", threads="streams", encode="utf-8 ascii bytes str.encode"),
    clash(
        "processes share no list",
        threads="process",
        sync="condition event barrier semaphore busy poll join",
    ),
    clash("processes share no list", threads="process", answer="own last"),
    clash("processes share no list", threads="process", lock="acquire none"),
    clash("processes share no list", threads="process", begin="event barrier poll"),
    clash("nothing to join", threads="_thread", sync="join", answer="own"),
    clash("each brings its address along", names="address", threads=_ONE),
    clash("its own socket", threads="streams", wire="functions module package"),
    clash("its own socket", threads="socketserver streams asyncio", serving="argv argparse"),
    clash("its own way", threads="streams", ack="received ack ok"),
    clash("its own way", threads="socketserver streams asyncio", countdown="server"),
    clash("nobody notes it there", threads=_ONE + " process", receipt="place"),
    clash("nobody notes it there", sync="queue", receipt="place"),
    clash("nobody notes it there", answer="own last", receipt="place"),
    # who waits for what
    clash("who answers has waited", answer="own", sync="join queue semaphore"),
    clash(
        "who is last needs no wait",
        answer="last",
        sync="queue condition event barrier semaphore busy poll",
    ),
    clash("who is last holds the lock", answer="last", lock="acquire none"),
    clash("a queue has its own lock", sync="queue condition", lock="acquire none"),
    clash("printed by whom", receipt="late", answer="own last"),
    clash("sleeping beside another answer", answer="last", sync="join", threads="process"),
    # a name is told when both programs are there, and read as all else
    clash("no name is asked for", login="at-once", first="none menu menu-match yes enter which"),
    clash("it would run into the message", login="at-once", when="before"),
    clash("its own way to accept", login="at-once", threads=_ONE),
    clash("a form that no script knows", login="at-once", mistake=_SILENT + " " + _MUTE),
    clash("the same programs", login="at-once", extra="menu word after"),
    # what runs into what: who counts on parts of a stream
    clash("the chat's first word", ack="received ack ok", extra="after"),
    clash("a name twice", names="clients", reply="was"),
    # places that fit
    clash("it listens elsewhere", bind="localhost loopback", connect="name resolved lab"),
    clash("it listens elsewhere", bind="name", connect="localhost loopback lab"),
    clash("it listens elsewhere", bind="lab", connect="localhost loopback name resolved"),
    # messages
    clash("bytes that are no text", framing="length", receive="makefile"),
    clash("a line ends the reply", framing="line length json", receive="until-closed"),
    clash("nobody closes", close="never", end="again sleeps", receive="until-closed makefile"),
    clash("a reply is longer than that", size="64", reply="was"),
    clash(
        "one program says one thing",
        message="fixed delayed",
        files="plain tcp team spaces assignment deep",
    ),
    clash("nothing is typed", message="fixed delayed", prompt="short none line"),
    clash("nothing is typed", message="fixed delayed", echo="none"),
    clash(
        "nothing is typed", message="fixed delayed", first="menu menu-match yes name enter which"
    ),
    clash("nothing is typed", message="fixed delayed", when="before thread"),
    clash("nothing is typed", message="fixed delayed", leave="enter any-key quit word"),
    clash("Python 2 hands out no line before the input ends", ask="stdin", python="2"),
    clash("one after the other closes", close="sleep-10", receive="until-closed", sync="busy"),
    # what nobody can see or answer
    clash("asked where nobody sees it", ask="unflushed", first="menu menu-match yes enter which"),
    clash("asked where nobody sees it", ask="unflushed", login="at-once"),
    clash("asked where nobody sees it", ask="unflushed", extra="menu"),
    clash("asked where nobody sees it", ask="unflushed", leave="enter any-key quit word"),
    clash("never seen", printing="no-end", end="again sleeps"),
    clash("seen too late", printing="no-end", extra="files folder menu word after"),
    clash("no text but a number, or nothing", ask="evaluated", first="menu menu-match enter"),
    clash("no text but a number, or nothing", ask="evaluated", leave="enter any-key quit word"),
    clash("some of it in quotes", ask="evaluated", extra="menu word after"),
    clash("some of it in quotes", ask="evaluated", place="asked"),
    # the chat
    clash("the same programs", extra="after", answer="own last"),
    clash("the same programs", extra="after", threads=_OWN),
    clash("the same programs", extra="after", framing="line length json"),
    clash("the same programs", extra="after", close="shutdown half sleep-2 sleep-10 never"),
    clash("the same programs", extra="after", end="again sleeps says-so exit"),
    clash("the same programs", extra="after", message="fixed delayed"),
    clash("the same programs", extra="after", receive="until-closed makefile thread"),
    clash("the same programs", extra="after", when="before thread"),
    clash(
        "the same programs",
        extra="after",
        leave="enter any-key quit word nothing blank sleep shutdown",
    ),
    clash("the same programs", extra="menu word after", files="each each-team"),
    clash("a menu of another kind", extra="menu word", place="argv required argparse asked"),
    clash("a word that asks for the chat", extra="menu word", serving="argv argparse"),
    clash("a menu of another kind", extra="menu", first="menu menu-match yes enter which name"),
    clash("a menu that is read otherwise", extra="menu", ask="stdin"),
    clash("the same programs", extra="menu word after", threads="asyncio streams"),
    # mistakes that need a certain kind
    # A scripted server greets nobody and closes nothing, and what is scripted has no line end or
    # length.  So where one side is broken, nothing is known of another that wants that.
    clash("a word that no other server says", mistake=_SILENT, greet="accept both"),
    clash("an end that no other server makes", mistake=_SILENT, receive="until-closed makefile"),
    clash("a form that no other server knows", mistake=_SILENT, framing="line length json"),
    clash("a form that no other client knows", mistake=_MUTE, framing="line length json"),
    clash("nobody can tell", mistake=_ORDER, framing="line length json", when="before"),
    # not yet judged: both speak at one word, and threads that wait already note them by chance
    clash("a race", mistake="early", greet="both", message="fixed delayed"),
    # not yet judged: both speak at one word, and neither waits to see who comes first
    clash("nobody can tell", mistake=_ORDER, greet="both", message="fixed delayed"),
    # not yet judged: its welcome, that came when it should have spoken, passes for the answer
    clash("its welcome is shown", mistake="never-sends", greet="accept both"),
    # not yet judged: a server that computes until it is ended may have let its clients down
    clash("who failed first", mistake="never-sends", sync="busy"),
    # not yet judged: nobody can have them say the same, and that is taken for no fault
    clash("each has its own words", mistake="name-by-message", message="fixed delayed"),
    clash("nobody can tell", mistake=_ORDER, framing="line length json", message="fixed delayed"),
    clash("its answer has no names", mistake="name-by-message", reply="then"),
    clash(
        "nobody can see it",
        mistake="reply-to-one reply-to-nobody",
        ack="received ack ok",
        printing="no-end",
    ),
    clash("threads that begin at once", mistake="early", threads=_ONE + " process"),
    clash("threads that begin at once", mistake="early", begin="event barrier poll"),
    clash(
        "who is told",
        mistake="reply-to-one reply-to-nobody",
        threads="asyncio streams socketserver",
    ),
    clash("who is told", mistake="reply-to-one reply-to-nobody", answer="own"),
    clash("it is not called", mistake="uncalled", layout="flat class guarded"),
    clash("what it does not say", mistake="server-prints-nothing", receipt="late"),
    clash("whoever is not told", mistake="reply-to-one reply-to-nobody", extra="after"),
    clash("nobody speaks", mistake="never-sends", extra="after"),
    clash(
        "the whole program",
        mistake="server-syntax uncalled client-name-error hides-the-reply",
        extra="menu word after",
    ),
    clash(
        "the whole program", mistake="server-prints-nothing no-comments", extra="menu word after"
    ),
)

TABLE = Table({name: tuple(words.split()) for name, words in _ASPECTS.items()}, _CLASHES)
