"""What an error of Python's means to somebody who has not met it: a table, first come first served.

Each entry is about one kind of error and a pattern for its message; in what it says, ``{0}`` stands
for what the pattern found.
"""

import re
import sys
from collections.abc import Collection, Iterable

from harness.diagnosis.tracebacks import Trace, traces

UNCAUGHT = "The program makes an error that nothing catches"
UNDEFINED = "A name is used that nothing defines"
UNCALLED = "A function is named and not called, and is used as if it were what it returns"
UNAWAITED = "A coroutine is used as if it were what its function returns: its await is missing"
SYNTAX = "Python cannot read the file: there is a syntax error in it"
_SYNTAX = frozenset({"SyntaxError", "IndentationError", "TabError"})
_OF_PYTHON_2 = frozenset({"raw_input", "unicode", "xrange", "unichr", "long", "basestring"})
_DECODE = "Bytes are used as text: recv() returns bytes, and decode() makes text of them"
# and nothing that sends, which would take no text
_IN_BYTES = re.compile(
    r"^(?!\s*for\b)(?!.*(?:send|write|hash|b64)).*"
    r"(?:\bin\b|\.(?:r?split|r?partition|[lr]?strip|replace|count)\()"
)
_ENCODE = "Text is used where bytes belong: a socket sends bytes, and encode() makes them of text"
NOT_LISTENING = (
    "accept() is called on a socket that does not listen",
    "listen() comes between bind() and accept().",
)
_OTHERS = {"true": "True", "false": "False", "none": "None", "this": "self"}
_OTHERS |= dict.fromkeys(("null", "NULL", "nil", "undefined"), "None")
_ELSEWHERE = "add|push|push_back|length|size|len|contains|includes|equals|trim|toString|has_key"
_DOT = " Or does it belong to something whose name, and a dot, come before it?"
_CIRCLE = "Which import closes the ring? What several files need can stand in one of its own."
_AWAIT = "Write await in place of that: await f(...), and not run(f(...))."

# of values that are taken apart, joined or compared as only others can be
_OF_PARTS: tuple[tuple[str, str, str, str], ...] = (
    ("TypeError", r"'NoneType' object is not (?:subscriptable|iterable)|non-iterable NoneType",
     "Something is taken out of None, and there is nothing in it",
     "A function without return gives None; so do append() and sort(), which change the list."),
    ("TypeError", r"can only concatenate str \(not \"(\w+)\"\) to str",
     "A text is joined with what is no text, but of type {0}",
     "str() makes a text of it, and an f-string takes values of any type."),
    ("TypeError", r"can only concatenate (list|tuple) \(not \"(\w+)\"\)",
     "A {0} is joined with what is none, but of type {1}",
     "+ makes one list of two. What adds one thing to a list?"),
    ("TypeError", r"unsupported operand type\(s\) for (\S+): '(.+)' and '(.+)'",
     "Values of these types cannot be taken together by {0}: {1} and {2}",
     "Print both on the line before. Which of the two is of another type than you think?"),
    ("TypeError", r"'(\S+)' not supported between instances of '(.+)' and '(.+)'",
     "Values of these types have no order that {0} could ask for: {1} and {2}",
     "Print both on the line before. Which of the two is of another type than you think?"),
    ("TypeError", r"'(\w+)' object is not subscriptable",
     "Square brackets ask a value of type {0} for a part of it, which it cannot give",
     "Print it on the line before: what is in it?"),
    ("TypeError", r"'(\w+)' object is not iterable|cannot unpack non-iterable (\w+) object",
     "A value of type {0}{1} is gone over, or taken apart, and it has no parts",
     "Print it on the line before: what is in it? Of a number n, range(n) counts up to it."),
    ("TypeError", r"(list|tuple|string) indices must be integers",
     "A {0} is asked for a part by something that is no number",
     "Its parts have numbers, from 0 on. What has keys is a dictionary."),
    ("TypeError", r"'(\w+)' object does not support item assignment",
     "A part of a value of type {0} is to be replaced, which cannot be done",
     "The parts of a list can be replaced, and those of a dictionary."),
    ("TypeError", r"(\w+)\(\) takes (?:exactly one|at least 1) argument \(0 given\)",
     "{0}() is called without what it needs", "What has to stand between its brackets?"),
    ("TypeError", r"sequence item \d+: expected str instance, (\w+) found",
     "join() joins texts, and among what it is given is a value of type {0}",
     "decode() makes a text of bytes, and str() of other values."),
)  # fmt: skip

_TABLE: tuple[tuple[str, str, str, str], ...] = (
    ("SyntaxError", r"invalid character '([\u2018-\u201f\u00ab\u00bb\u2010-\u2015\u2026\u2212])'",
     "Python cannot read the file: {0} is a sign of printed texts, and not the one on the keyboard",
     "Type it anew, by hand: quotes are \" or ', a minus is -. A word processor makes others."),
    ("SyntaxError", r"invalid non-printable character|invalid character (?:in ident|'\W)",
     "Python cannot read the file: there are invisible characters in it, pasted with the code",
     "Delete the line and type it anew, by hand; so with every line that was pasted."),
    ("SyntaxError", r"^Non-UTF-8 code starting with '\\xf[ef]' .* on line 1,|contain null bytes",
     "Python cannot read the file: it was saved as UTF-16, which some editors call Unicode",
     "Save it as UTF-8, which editors ask for as encoding, and run it once."),
    ("SyntaxError", r"^Non-UTF-8 code|^\(unicode error\) 'utf-8'",
     "Python cannot read the file: it was not saved as UTF-8, and has a letter with an accent, say",
     "Save it as UTF-8, which editors ask for as encoding; or do without such letters."),
    ("SyntaxError", r"Missing parentheses in call to",
     "Python cannot read the file: this is Python 2's print, in a file for Python 3",
     "In Python 3, print is a function: print(...)."),
    ("IndentationError|TabError", r"",
     "Python cannot read the file: the indentation of its lines does not fit",
     "Look at the spaces (or tabs) before this line and the one above it."),
    ("SyntaxError", r"'(?:await|async \w+)' outside (?:of )?async",
     "await stands in a function that is no async one, so Python cannot read the file",
     "Are the functions that you call here async? If not, they are called without await."),
    ("SyntaxError", r"import \* only allowed at module level",
     "Python cannot read the file: import * stands in a function",
     "Import what is needed by its name. What the given file imports is there already."),
    ("SyntaxError", r"name '(\w+)' is parameter and global",
     "Python cannot read the file: {0} is given to this function, and global says that it is not",
     "What a function is given it has already: it needs no global."),
    ("SyntaxError", r"", SYNTAX,
     "Look at this line and at the end of the one above it: a bracket, a quote or a colon?"),
    ("ModuleNotFoundError|ImportError", r"No module named '?([\w.]+)",
     "A module is imported that is not there: {0}",
     "Import what Python brings along, or hand in the file."),
    ("ImportError", r"cannot import name '(\w+)' from partially initialized module '([\w.]+)'",
     "{0} is imported from {1}, which is not yet read to its end: the two import each other",
     _CIRCLE),
    ("AttributeError", r"partially initialized module '([\w.]+)' has no attribute '(\w+)'",
     "{1} is asked of {0}, which is not yet read to its end: files import each other in a ring",
     _CIRCLE),
    ("ImportError", r"cannot import name '(\w+)' from '([\w.]+)'",
     "{0} is imported from {1}, and nothing in that has this name",
     "Is it misspelt? Capital letters and small ones are not the same."),
    ("AttributeError", r"^(\w+)(?:\. Did you mean: '\w+'\??)?$",  # so an Enum tells it
     "A type is asked for a value that it does not have: {0}",
     "Is its name misspelt? Capital letters and small ones are not the same."),
    ("AttributeError|TypeError", r"['\"]coroutine['\"]|non-iterable coroutine object", UNAWAITED,
     "With await before the call it runs, and gives what it returns."),
    ("TypeError|ValueError", r"a coroutine was expected, got <(?:function|bound method) ([\w.]+)",
     "An async function is named there and not called: {0}",
     "Parentheses behind its name call it, which makes the coroutine that is asked for."),
    ("AttributeError", r"'tuple' object has no attribute '(recv|send|sendall|makefile|close)'",
     "A tuple is asked for {0}(), and only a socket has that",
     "accept() returns a pair: a connection, and an address. Which of the two is a socket?"),
    ("AttributeError", r"'tuple' object has no attribute 'encode'",
     "A tuple is taken for a text: commas between values make a tuple of them",
     "+ joins texts, and an f-string makes one text of several values."),
    ("AttributeError", r"'(?:builtin_)?(?:function|method)\w*' object has no attribute '(\w+)'",
     "A function is named and not called, and a function itself has no {0}",
     "Parentheses behind its name call it, and then it is what it returns."),
    ("AttributeError", r"'NoneType' object has no attribute '(\w+)'",
     "{0} is asked of None: what stands before its dot has no value here",
     "A function without return gives None, and a place may hold it before anything is put there."),
    ("AttributeError", r"'_thread\._local' object has no attribute '(\w+)'",
     "threading.local() has other contents in each thread: here nobody has put {0} into it",
     "It is for what threads shall not share. Which things should they share?"),
    ("AttributeError", r"'str' object has no attribute 'decode'",
     "decode() is asked of what is text already",
     "It makes text of bytes, as recv() returns them, and that once. Was it done before?"),
    ("AttributeError", r"'bytes' object has no attribute 'encode'",
     "encode() is asked of what is bytes already",
     "It makes bytes of a text, and that once. Was it done before, or is this what came?"),
    ("AttributeError", rf"'(list|dict|set|str|tuple)' object has no attribute '({_ELSEWHERE})'",
     "A value of type {0} is asked for {1}, which other languages have, and Python has not",
     "What does Python call that? A function may do it, too, with the value in its brackets."),
    ("AttributeError", r"(.*has no attribute.*)",
     "Something is asked of an object that it does not have: {0}",
     "Is its name misspelt, or is it another kind of object than you think?"),
    ("TypeError", r"a bytes-like object(?: is required)?, not '?str", _ENCODE,
     "Call encode() on it."),
    ("TypeError", r"(?<!iterable, )not ['\"]?(?:builtin_function_or_method|method|function)\b",
     UNCALLED,
     "Parentheses behind its name call it, and then there is a value."),
    ("TypeError", r"\b(?:builtin_)?(?:function|method)\w*'? object(?: is not iterable)?$",
     UNCALLED,
     "Parentheses behind its name call it, and then there is a value."),
    ("TypeError", r"a bytes-like object(?: is required)?, not '(\w+)'",
     "Bytes belong here, and it is given a value of type {0}",
     "A text can be made of it, by str() or an f-string, and encode() makes bytes of a text."),
    ("TypeError", r"can only concatenate str \(not \"bytes\"\)|must be (?:str, not bytes|bytes or)",
     _DECODE,
     "Call decode() on what recv() returns."),
    ("TypeError", r"'in <string>' requires string as left operand, not (\w+)",
     "in asks here whether something is a part of a text, and that something is no text but: {0}",
     "Whether two things are the same is asked with ==, and both have to be of one kind."),
    ("TypeError", r"can't concat str to bytes|argument should be integer or bytes-like object",
     _ENCODE, "Make both of one kind: decode() what came, or encode() what is joined with it."),
    ("TypeError", r"object (?:method|function) can't be used in 'await' expression",
     "A function is awaited that is named there and not called",
     "Brackets behind the name call it, with what it needs between them."),
    ("TypeError", r"^An asyncio\.Future, a coroutine or an awaitable is required",
     "asyncio is given something here that cannot be awaited",
     "Is it a function that is only named? Brackets behind its name call it."),
    ("TypeError", r"object NoneType can't be used in 'await'|can't be used in 'await' expression",
     "Something is awaited that is no coroutine", "Call it without await."),
    ("TypeError", r"(.*got an unexpected keyword argument .*)",
     "A function is called with an argument that it does not know: {0}",
     "Look at how it is defined: by which names does it take its arguments?"),
    ("TypeError", r"(.*takes .* positional arguments? but .* (?:was|were) given)",
     "A function is called with more arguments than it takes: {0}",
     "Where a dot stands in the call, what is before it is counted, too: it is self."),
    ("TypeError", r"\b(connect|bind)\(\) takes exactly one argument \(2 given\)",
     "{0}() takes one thing, an address, and is given its two parts",
     "An address is a pair of a host and a port, with brackets of its own around the two."),
    ("TypeError", r"'str' object cannot be interpreted as an integer|an integer is required",
     "A text is used where a number belongs",
     "What input(), sys.argv or a file gives is text, and int() makes a number of it."),
    ("TypeError", r"(dump)\(\) missing 1 required positional argument: '(?:fp|file)'",
     "{0}() writes into a file, and no file is given to it",
     "dumps(), with an s, returns what it makes: a text of json, bytes of pickle."),
    ("TypeError", r"(.*missing \d+ required positional arguments?: .*)",
     "A function is called with fewer arguments than it needs: {0}",
     "Look at how it is defined: which are they, and in which order?"),
    ("TypeError", r"argument after \* must be an iterable, not (\w+)",
     "The args of a thread are no tuple, but one {0}: it is the comma that makes a tuple",
     "With one argument it is args=(x,), with the comma."),
    ("TypeError", r"(not enough arguments for|not all arguments converted during)",
     "A text has another number of places (%s) than it is given values",
     "Count both. Several values stand in brackets behind the %."),
    ("TypeError", r"Object of type bytes is not JSON serializable",
     "json is given bytes, and it knows texts, numbers, lists and dictionaries only",
     "dumps() first, of the text; what it returns is a text, too, and encode() makes bytes of it."),
    ("TypeError", r"isinstance\(\) arg 2 must be a type|issubclass\(\) arg",
     "isinstance() asks of which type something is, and here it is given no type",
     "Whether something equals one certain value is asked with ==."),
    ("TypeError", r"'module' object is not callable",
     "A module is called as if it were a function",
     "What can be called is in the module, behind its name and a dot."),
    ("TypeError", r"'(\w+)' object is not callable",
     "Something is called as if it were a function, and it is a value of type {0}",
     "Has a value got the function's name, further up? Or is a comma, or an operator, missing?"),
    ("TypeError", r"argument of type '(bool|int|float|NoneType)' is not (?:iterable|a container)",
     "in looks for something in a text or a list, and behind it stands a value of type {0}",
     "What does that call return, and what may be asked of it?"),
    ("TypeError", r"'(?:method|function|builtin_function_or_method)' object is not subscriptable",
     "A function stands before square brackets, which take an element out of something",
     "With which brackets is a function called?"),
    *_OF_PARTS,
    ("AssertionError", r"group argument must be None",
     "Thread() takes its function by the name target, and here another place is given to it",
     "Which names do its arguments have? The function and what it is called with both have one."),
    ("SystemExit", r"",
     "This line asks the whole program to end, and not only the function in which it stands",
     "To be done with one message, return is enough: it ends the function only."),
    ("AssertionError", r"", "An assert of the program is not true, which is an error",
     "Where it may well be so, ask with if, and do what is right then."),
    ("RuntimeError", r"cannot join thread before it is started",
     "A thread is waited for that was never started",
     "Is start() called for each thread, with its parentheses?"),
    ("RuntimeError", r"cannot join current thread",
     "A thread waits for its own end, which cannot come while it waits",
     "Who is to wait for the threads? Not one of them, so not in the function that they run."),
    ("RuntimeError", r"cannot (notify|wait) on un-acquired lock",
     "{0}() is called on a condition whose lock this thread does not hold",
     "Call it inside of with, on that condition."),
    ("RuntimeError", r"release unlocked lock",
     "A lock is given back that nobody has taken",
     "Each release() belongs to one acquire(). Of a lock in a with, Python sees to both."),
    ("RuntimeError", r"thread\.__init__\(\) not called",
     "A thread's class has an __init__() of its own, and it leaves out that of Thread",
     "Begin it with super().__init__()."),
    ("RuntimeError", r"threads can only be started once",
     "A thread is started that was started before",
     "Is it the one that was meant? Each thread that shall run is made anew."),
    ("UnboundLocalError", r"local variable '(\w+)'",
     "A function uses a variable of its own before it has a value: {0}",
     "Whatever a function assigns to is its own, unless it says before that: global and the name."),
    ("RuntimeError", r"asyncio.run\(\) cannot be called from a running event loop",
     "A second event loop is started inside the one that runs", _AWAIT),
    ("RuntimeError", r"event loop is already running",
     "The event loop is started once more while it runs", _AWAIT),
    ("RecursionError", r"", "A function calls itself, again and again without end",
     "Which function is meant there: this one, or another that does the work for it?"),
    ("OSError", r"\[Errno (?:98|48)\]",
     "The port is taken: another socket is bound to it already",
     "Bind it once, and by one program only."),
    ("OSError", r"\[Errno 22\]",
     "A socket is asked for what it cannot do as it is: accept() without listen(), a second bind()",
     "Which calls come before this one, and on which socket?"),
    ("OSError", r"\[Errno 99\]",
     "bind() names an address that this machine does not have",
     "Bind to '' (all addresses of the machine)."),
    ("OSError", r"\[Errno 107\]",
     "Something is sent or received on a socket that is not connected",
     "On the server, that is the socket that accept() returns, not the one that listens."),
    ("OSError", r"\[Errno 9\]|Bad file descriptor",
     "A socket is used after it was closed", "Where is it closed, and who may still need it?"),
    ("timeout|TimeoutError", r"^timed out$",
     "A time limit ends the wait, and with it the program, before what is waited for has come",
     "settimeout() sets it. May whoever is waited for take longer than that?"),
    ("BlockingIOError", r"\[Errno (?:11|35)\]",
     "A socket was told not to wait, and what is asked of it here would take a wait",
     "Without setblocking(False), recv() and accept() sleep until something comes. A thread may."),
    ("BrokenPipeError|ConnectionResetError", r"",
     "Something is sent or received on a connection that the other side has closed",
     "Which side closes it, and was it done?"),
    ("queue.Empty|asyncio.QueueEmpty", r"",
     "Something is taken out of a queue while nothing is in it",
     "Which of its functions waits until something is put there, and which one does not?"),
    ("queue.Full|asyncio.QueueFull", r"", "Something is put into a queue that is full",
     "For how much was it made, and who takes something out?"),
    ("struct.error", r"unpack(?:_from)? requires",
     "unpack() is given another number of bytes than its format says",
     "Print len() of them on the line before: how many has the other side packed?"),
    ("struct.error", r"(.+)",
     "pack() is given other values than its format says: {0}",
     "Each letter of the format takes one value, and says of which type that has to be."),
    ("StopIteration", r"", "next() asks for one more where nothing is left",
     "How many are there, and how often is it called?"),
    ("OverflowError", r"port must be 0-65535",
     "A port is a number from 0 to 65535, and what is given here is none of these",
     "Which port do the two programs agree on?"),
    ("gaierror|herror", r"",
     "No machine has the host name that is looked up", "Is it misspelt?"),
    ("FileNotFoundError", r"No such file or directory: '(.+)'",
     "A file is opened that is not there: {0}",
     "Was it handed in, and does it lie in the folder in which the program is started?"),
    ("UnicodeDecodeError", r"", "Bytes are decoded that are not the text they are taken for",
     "Is it one whole message, in the encoding that the other side used?"),
    ("IndexError", r"Replacement index \d+ out of range",
     "A text has more places in braces than format() is given values",
     "Count both: each pair of braces takes one value."),
    ("IndexError", r"", "A list, or the parts of a text, is shorter than the program thinks",
     "Print it on the line before: what is in it, and who should have put it there?"),
    ("KeyError", r"(.*)", "A dictionary is asked for a key that it does not have: {0}",
     "Who should have put it there, and when?"),
    ("ValueError", r"(not enough|too many) values to unpack \((.+)\)",
     "What is taken apart here has another number of parts than there are names: {1}",
     "Print it on the line before: what is in it, and who should have put it there?"),
    ("ValueError", r"(.+ is not a valid (?:\w+\.)*[A-Z]\w*)$",  # so an Enum tells it
     "A type is asked for a value that it does not have: {0}",
     "Is it misspelt? Capital letters and small ones are not the same."),
    ("ValueError", r"(?:: x|\S is) not in list$",
     "Something is looked for in a list, and it is not there",
     "Print the list on the line before: what is in it, and who should have put it there?"),
    ("JSONDecodeError", r"", "A text is read as JSON, and it is none",
     "Print it on the line before: is it one whole message, and what did the other side send?"),
    ("ValueError", r"invalid literal for int\(\)|could not convert string to float",
     "A number is made of a text that is none", "What may be typed or sent here?"),
)  # fmt: skip


def meaning(trace: Trace) -> tuple[str, str]:
    """What an error means, and what to do about it."""
    named = re.match(r"(?:global )?name '(\w+)' is not defined", trace.message)
    if trace.kind == "NameError" and named:
        return _name(named[1])
    for kinds, pattern, says, do in _TABLE:
        if trace.kind not in kinds.split("|"):
            continue
        if found := re.search(pattern, trace.message):
            return says.format(*(part or "" for part in found.groups())), do
    return f"{UNCAUGHT}: {trace.error}", ""


def by_its_line(trace: Trace, code: str) -> tuple[str, str]:
    """What the line tells that the error does not say; two empty texts if nothing."""
    if trace.kind == "IndexError" and re.search(r"\bargv\[", code):
        return (
            "A word of the command line is read that the program was not started with",
            "len(sys.argv) tells how many there are. What is to be done without it?",
        )
    if re.search(r"^a bytes-like object.* not '?str", trace.message) and _IN_BYTES.search(code):
        return _DECODE, "Here text is looked for in them: decode() first, and both are text."
    key = trace.message.strip("'")
    if (
        trace.kind == "KeyError"
        and ".format(" in code
        and re.search(rf"{{{re.escape(key)}\W", code)
    ):
        return (
            f"A text has a place for {key}, and format() is given no value of that name",
            f"format({key}=…) would give it one; in an f-string, {key} is looked up by itself.",
        )
    return "", ""


def stops_reading(trace: Trace) -> bool:
    """Whether the file could not even be read, so that nothing of it ran."""
    return trace.kind in _SYNTAX


def _name(name: str) -> tuple[str, str]:
    if name in _OF_PYTHON_2:
        return (
            f"Python 2's {name} is used in a program for Python 3",
            "In Python 3 it is input()." if name == "raw_input" else "Python 3 has another name.",
        )
    if name == "self":
        return (
            "self is used where there is none: in a call, it is what stands before the dot",
            "In a call it is left out; a function of a class takes it as its first parameter.",
        )
    if name in _OTHERS:
        return f"Python does not know {name}", f"In Python it is {_OTHERS[name]}."
    if name == "get_ipython":
        return (
            "get_ipython is there in a notebook only, and this file was saved from one",
            "Which lines are for the notebook, and what of them does the program need?",
        )
    if name in sys.stdlib_module_names:
        return f"A module is used and never imported: {name}", f"Begin the file with import {name}."
    return (
        f"{UNDEFINED}: {name}",
        "Is it misspelt, or defined only elsewhere (in another function, or further down)?" + _DOT,
    )


def first(found: Iterable[Trace]) -> Trace | None:
    """The first error that is not the program being stopped by hand."""
    return next((one for one in found if one.kind != "KeyboardInterrupt"), None)


def ends_at(printed: str, files: Collection[str]) -> str:
    """Where a program ends with an error that something else has led to; '' if it does not."""
    trace = first(traces(printed, files))
    return f"; so it ends at {trace.file.rpartition('/')[2]}:{trace.line}" if trace else ""
