"""What in a source tells the Python that it was written for: tables of marks.

Bounds are ``(major, minor)``.  For what left the language or its library, the last version that
still has it; for what is new, the first that does.  They are taken from the 'What's New' pages of
the Python documentation.
"""

Version = tuple[int, int]

# Names that only Python 2 has built in.
NAMES_2 = frozenset({"raw_input", "unicode", "xrange", "unichr", "basestring", "execfile"})
# Methods and attributes that only Python 2 has.
ATTRIBUTES_2 = frozenset({"has_key", "iteritems", "iterkeys", "itervalues", "maxint", "getcwdu"})
# Modules that only Python 2 has under this name, and those that only Python 3 has.
MODULES_2 = frozenset({
    "Queue", "Tkinter", "tkMessageBox", "thread", "urllib2", "urlparse", "httplib", "ConfigParser",
    "SocketServer", "BaseHTTPServer", "SimpleHTTPServer", "cPickle", "StringIO", "cStringIO",
    "commands", "Cookie", "cookielib", "HTMLParser", "dummy_thread", "exceptions",
})  # fmt: skip
MODULES_3 = frozenset({
    "queue", "tkinter", "_thread", "socketserver", "configparser", "asyncio", "urllib.request",
    "http.server", "http.client", "dataclasses", "pathlib", "enum", "typing", "concurrent.futures",
    "selectors", "ipaddress", "statistics",
})  # fmt: skip

# Module -> the last version that has it.
LAST_MODULES: dict[str, Version] = {
    "asyncore": (3, 11), "asynchat": (3, 11), "smtpd": (3, 11), "imp": (3, 11),
    "distutils": (3, 11), "telnetlib": (3, 12), "cgi": (3, 12), "crypt": (3, 12),
    "imghdr": (3, 12), "pipes": (3, 12), "nntplib": (3, 12), "dummy_threading": (3, 8),
    "parser": (3, 9), "formatter": (3, 9), "symbol": (3, 9), "binhex": (3, 10),
}  # fmt: skip
# module.name -> the last version that has it.
LAST_NAMES: dict[str, Version] = {
    "time.clock": (3, 7), "asyncio.coroutine": (3, 10), "asyncio.async": (3, 6),
    "inspect.getargspec": (3, 10), "ssl.wrap_socket": (3, 11), "ssl.match_hostname": (3, 11),
    "fractions.gcd": (3, 8), "platform.linux_distribution": (3, 7), "platform.dist": (3, 7),
    "base64.encodestring": (3, 8), "base64.decodestring": (3, 8), "sys.setcheckinterval": (3, 8),
    "sys.getcheckinterval": (3, 8), "locale.format": (3, 11),
    **{
        f"collections.{name}": (3, 9)
        for name in (
            "Mapping", "MutableMapping", "Sequence", "MutableSequence", "Iterable", "Iterator",
            "Callable", "Set", "MutableSet", "Hashable", "Sized", "Container", "Generator",
        )
    },
}  # fmt: skip
# Method -> the last version that has it.
LAST_METHODS: dict[str, Version] = {"isAlive": (3, 8)}
# asyncio's functions that took loop= until 3.9.
LOOPING = frozenset({
    "sleep", "wait", "wait_for", "gather", "shield", "Lock", "Event", "Condition", "Semaphore",
    "BoundedSemaphore", "Queue", "LifoQueue", "PriorityQueue", "open_connection", "start_server",
    "create_subprocess_exec", "create_subprocess_shell", "StreamReader",
})  # fmt: skip

# module.name -> the first version that has it: what programs of this kind may well use.
FIRST_NAMES: dict[str, Version] = {
    f"{module}.{name}": version
    for version, modules in {
        (3, 7): {"asyncio": "run", "time": "time_ns monotonic_ns"},
        (3, 8): {"socket": "create_server"},
        (3, 9): {"asyncio": "to_thread", "random": "randbytes", "functools": "cache",
                 "typing": "Annotated"},
        (3, 10): {"itertools": "pairwise", "contextlib": "aclosing",
                  "typing": "TypeAlias TypeGuard ParamSpec Concatenate"},
        (3, 11): {"asyncio": "TaskGroup timeout timeout_at Runner Barrier", "datetime": "UTC",
                  "enum": "StrEnum ReprEnum EnumType member nonmember verify",
                  "typing": "Self Never LiteralString NotRequired Required Unpack assert_never"
                            " assert_type reveal_type"},
        (3, 12): {"asyncio": "eager_task_factory create_eager_task_factory",
                  "itertools": "batched", "typing": "override TypeAliasType",
                  "collections.abc": "Buffer", "logging": "getHandlerByName getHandlerNames"},
        (3, 13): {"asyncio": "QueueShutDown EventLoop", "queue": "ShutDown",
                  "typing": "NoDefault ReadOnly TypeIs", "warnings": "deprecated",
                  "re": "PatternError", "base64": "z85encode z85decode"},
        (3, 14): {"uuid": "uuid6 uuid7 uuid8", "concurrent": "interpreters",
                  "asyncio": "capture_call_graph print_call_graph"},
    }.items()
    for module, names in modules.items()
    for name in names.split()
}  # fmt: skip
FIRST_MODULES: dict[str, Version] = {
    "dataclasses": (3, 7), "zoneinfo": (3, 9), "tomllib": (3, 11), "annotationlib": (3, 14),
    "compression": (3, 14),
}  # fmt: skip
FIRST_METHODS: dict[str, Version] = {"removeprefix": (3, 9), "removesuffix": (3, 9)}

# What follows are patterns for code that does not parse as Python 3 (strings are empty there),
# compiled only when they are needed: most hand-ins do parse.
_PRINT = (
    r"(?mi)(?:^|[:;])[ \t]*print(?:[ \t]*[rbu]{0,2}\"|[ \t]*>>|[ \t]+[\w\[{`~+-](?<![iao])"
    r"|[ \t]+(?!if\b|in\b|is\b|and\b|or\b|not[ \t]+in\b)[iao])"
)
STATEMENTS_2 = (
    ("a print statement", _PRINT),
    ("'except X, e'", r"\bexcept[ \t]+(?:[\w.]+|\([^()\n]*\))[ \t]*,[ \t]*\w+[ \t]*:"),
    ("'raise X, text'", r"(?m)^[ \t]*raise[ \t]+[\w.]+[ \t]*,"),
    ("backticks", r"`[^`\n]+`"),
    ("'<>'", r"[\w)\]\"][ \t]*<>[ \t]*[\w(\[\"]"),
    ("an exec statement", r"(?m)^[ \t]*exec[ \t]+[\w\"]"),
    ("a number like 0777", r"(?<![\w.])0[0-7]*[1-7][0-7]*(?![\w.])"),
    ("a number like 10L", r"(?<![\w.])\d+[lL]\b"),
    ("a string like ur''", r"\b[uU][rR]\""),
)
# What Python 2 cannot have.
SYNTAX_3 = (
    r"(?<!\w)(?:[fF][rR]?|[rR][fF])\"|\bnonlocal\b|\basync[ \t]+(?:def|with|for)\b|\bawait\b|:="
    r"|\)[ \t]*->|\bprint[ \t]*\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\b(?:end|sep|flush|file)[ \t]*="
)
# Grammar of 3.12: type parameters, type aliases.
SYNTAX_312 = (
    r"(?m)^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+\w+[ \t]*\[|^[ \t]*type[ \t]+\w+[ \t]*[=\[]"
)
# 'async' as a name, which became a keyword in 3.7.
SYNTAX_36 = r"\.async[ \t]*\(|\basync[ \t]*="
# Grammar of 3.14: t-strings; several exceptions without parentheses, which in Python 2 are one and
# a name for it.
SYNTAX_314 = r"(?<![\w\"])(?:[tT][rR]?|[rR][tT])\"\""
EXCEPT_314 = r"\bexcept\b[ \t]*\*?[ \t]*([\w.]+(?:[ \t]*,[ \t]*[\w.]+)+)[ \t]*,?[ \t]*:"
# asyncio is told to read nothing yet from a connection that was made just now.
PAUSES = (
    r"\bdef[ \t]+connection_made\b[^\n]*(?:\n(?![ \t]*(?:async[ \t]+)?def\b)[^\n]*)*?"
    r"\bpause_reading[ \t]*\("
)
