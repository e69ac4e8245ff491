"""Programs that could do nothing with what was typed, and the question that nobody foresaw.

The rules:

* Only a role that the spec gives answers to: whoever foresees questions cannot foresee them all.
  Without any, a story may be about just that, how a program takes odd input.
* What was typed was the answer to something else: the program ended because it could not make a
  number or an address of just that; or it said that the input was wrong, or showed the same menu
  once more, and nothing crossed the wire from it until something else was typed there, or for good.
* Or nobody typed anything: all of the program waits for its keyboard at a question that nobody
  foresaw, and the story never types there.  Who waits for something else as well may only listen
  for a command that ends it.
* 'Press Enter to exit' is no such question: the program is at its end, whatever is typed.
* Nor does an Enter answer it that the story presses wherever somebody waits (``maybe``), if nobody
  can have met the program before: it did not even listen.  Who did may want just that, to leave.
* Or a program said that it takes lines until an empty one, or until the end of its input, and so it
  did: it sent nothing, and waited for its keyboard again. No story ends a message so.
* Or it asked the very same thing again and again, did nothing else, and nobody can have met it: it
  takes certain answers only. Once more is not enough for that; a chat asks so for the next message.
* A question that the spec leaves to the story (``{line}``), and one whose answer is taken from its
  own words (a menu's number), got what it asked for.
* From then on what the program did not do says nothing about it, nor that it asks, where it should
  not yet, before anybody can have met it; nor, as long as it sends nothing, what another one did
  not do, which may wait for just that.

Likewise where something could not be done in a window of which it was told that it cannot be read:
nothing that should have come of that can be expected of anybody.
"""

import re
from collections.abc import Iterator, Sequence

from harness.checks.answers import fitting
from harness.checks.play import IN_WINDOW, Play, Slot
from harness.checks.records import Records
from harness.checks.wording import quote
from harness.model.events import STAGE, Limit, Lull, Quiet
from harness.model.quick import dataclass
from harness.model.spec import Blank

_UNREADABLE = re.compile(
    r"^(?:ValueError: (?:invalid literal for int\(\)|could not convert string to float)"
    r"|(?:socket\.)?gaierror: |.*\bName or service not known|OSError: illegal IP address)[^\n]*\Z",
    re.MULTILINE,
)
# The text of which no number could be made; Python 2 has quotes around it only sometimes.
_LITERAL = re.compile(
    r"""(?:base\ \d+|float):\ [bu]?(?P<quote>['"]?)
    (?:\\[nrt])*(?P<text>.*?)(?:\\[nrt])*(?P=quote)\s*\Z""",
    re.VERBOSE,
)
_REFUSED = re.compile(
    r"\b(?:invalid|not (?:a )?(?:valid|recogni[sz]ed|an option)|unrecogni[sz]ed|try again"
    r"|(?:unknown|bad|wrong|incorrect) (?:option|choice|command|input|selection|answer|value)"
    r"|unknown syntax|command not found|(?:not a|is no) command"  # a shell, as of module cmd
    r"|access denied|(?:login|authentication) failed"
    r"|(?:invalid|wrong|bad|incorrect) (?:user ?name|password|pin|login|credentials)"
    r"|inv[aá]lid[oaei]s?|(?:no|non) (?:es )?(?:v[aá]lid|reconocid)[oae]s?|ung[uü]ltige?[nrs]?"
    r"|incorrect[oae]s?|falsche[rs]? (?:eingabe|auswahl|wahl)|keine g[uü]ltige|mauvais choix"
    r"|(?:opci[oó]n|choix|comm?and[oae]) (?:desconocid|desconhecid|inconnu|sconosciut)\w*"
    r"|unbekannte[rs]? (?:befehl|eingabe|auswahl|option)"
    r"|(?:scelta|opzione) (?:errata|sbagliata)"
    r"|(?:int[eé]nt[ea]|tente) (?:de nov|de nuevo|nuevamente|novamente|otra vez)\w*|riprova(?:re)?"
    r"|r[eé]essaye[rz]?|неверн\w+|неправильн\w+|нет так\w+|niepoprawn\w+|nieprawid[lł]ow\w+"
    r"|ge[cç]ersiz|không hợp lệ"
    r"|no such \w+|(?:do|did)(?:n't| not) understand"
    r"|please (?:type|enter|choose|answer|press|say) (?:either |only )?"
    r"\W?\w{1,3}\W? or \W?\w{1,4})\b|[无無]效|[输輸]入有?[错誤误]|잘못된|無効",
    re.IGNORECASE,
)

# Not 'Ctrl-D to quit', nor 'empty line to quit': that ends the program, and not what is said.
_MORE_LINES = re.compile(
    r"\b(?:(?:empty|blank) line\b(?!,? to (?:quit|exit|leave|disconnect)\b)"
    r"(?! (?:quits|exits|leaves|(?:ends|closes) the (?:program|chat|client|connection))\b)"
    r"|l[ií]nea (?:vac[ií]a|en blanco)|leere zeile|ligne vide)\b|空行"
    r"|\b(?:finish|end|then|done|send|submit)\b[^\n]{0,40}(?:\bctrl\W{0,3}[dz]\b|\bEOF\b)"
    r"|(?:\bctrl\W{0,3}[dz]\b|\bEOF\b)[^\n]{0,20}\b(?:finish|end|send|submit|done)\b",
    re.IGNORECASE,
)

# What stands before each choice: a digit or letter, and a bracket, a full stop or the like.
_CHOICE = re.compile(
    r"(?<![^\W_])([^\W_])[\])]?[^\S\n]{0,2}[).:=\]>、\uff0e\uff1a\uff09\u2013—-]\W{0,3}[^\W\d_]"
)
_INSISTS = 2  # times that somebody asks again
_MENU = 12  # lines of one, at most, with its title and its question

_LEAVES = re.compile(
    r"\A\W*(?:please )?(?:(?:press|hit|push) )?(?:the )?\W?(?:enter|return|any key)\W?"
    r"(?: key)? to (?:exit|quit|close|leave|end|finish)"
    r"(?: (?:the |this )?(?:window|terminal|console|program|script|server|client|app)\w*)?\W*\Z"
    # 'Presiona Enter para salir...', 'Enter zum Beenden', '按回车键退出', '終了するにはEnterキー…'
    r"|\A(?!.*(?:inici|start|contin|comen[zç]|empez|weiter|begin|fortf|d[ée]marr|avvi|开始|继续"
    r"|ξεκιν|συνέχ|بدء|متابعة|शुरू|जारी|เริ่ม|ต่อ|почат|продовж))"
    r"(?=[^\n]{0,40}(?:enter|intro\b|return|eingabe|entr[ée]e|invio|tecla|touche|tast[eo]\b"
    r"|клав[иі]ш|ввод|tuş|phím|إدخال|אנטר|एंटर|klawisz|回车|回車|任意键|任意鍵|エンター|엔터))"
    r"(?=[^\n]{0,60}(?:salir|terminar|cerrar|finalizar|beenden|schlie(?:ß|ss)en|verlassen|sair|fechar"
    r"|encerrar|quitter|fermer|sortir|terminer|uscire|chiudere|terminare|выйти|выхода|закрыть"
    r"|zakończyć|wyjść|ç\u0131kmak|kapatmak|thoát|退出|关闭|關閉|结束|結束|離開|終了|閉じ|종료"
    r"|[έε]ξοδ|τερματ|κλείσ|خروج|إغلاق|إنهاء|יציאה|לצאת|לסגור|बाहर|बंद|समाप्त|ออก|ปิด"
    r"|вийти|виходу|закрити))"
    r"[^\n]{0,80}\Z",
    re.IGNORECASE,
)

_TRACEBACK = "Traceback (most recent call last)"  # what follows is Python's word


@dataclass(frozen=True, slots=True)
class Baffled:
    """From event ``since`` on nothing can be told of a program; ``why``, as a sentence."""

    since: int
    why: str


def unreadable(play: Play, records: Records) -> list[Baffled]:
    """The things that could not be done in windows that cannot be read, first the first."""
    found = []
    for beat in play.beats:
        for slot in beat.slots:
            missed = records.missed.get(slot.step)
            if missed is None or slot.kind not in IN_WINDOW:
                continue
            blind = [e for e in records.unseen if e.what == "screen"]
            whys = [event.why for event in blind if event.who in {missed.who, STAGE}]
            if whys:
                found.append(Baffled(missed.n, whys[0]))
    return found


def baffled(play: Play, records: Records, who: str) -> Baffled | None:
    """Whether ``who`` could do nothing with something that was typed there."""
    typed = records.typed.get(who, [])
    if who not in play.replies:
        return None
    if not typed or records.asks(who):
        found = _unanswered(play, records, who)
        if found is not None or not typed:
            return found
    found = _passed_over(play, records, who) or _unfinished(records, who)
    found = found or _insistent(play, records, who)
    if found is not None:
        return found
    exited = records.exits.get(who)
    # it may have asked for more before it used what it had been given
    words = records.asked(who).strip() if exited and exited.code not in {0, None} else ""
    for nth, event in enumerate(typed):
        last = nth == len(typed) - 1
        after = records.asked(who, None if last else nth + 1).strip()
        line = event.data.decode("utf-8", "replace").strip().strip('"')
        question = records.asked(who, nth)
        refused = _REFUSED.search(after.partition(_TRACEBACK)[0]) is not None
        if refused or _once_more(question, after):
            refused = not sent(records, who, event.n, None if last else typed[nth + 1].n)
        if not (refused or _unreadable(words, line)):
            continue
        reply, _ = fitting(play, who, question)
        offered = reply is not None and any(isinstance(part, Blank) for part in reply.says or ())
        if reply is None or (reply.says is not None and not offered):
            asked = question.strip().rpartition("\n")[2].strip()
            why = f"{who} asked {quote(asked)} and could do nothing with {quote(line)}, which the"
            why += " grader typed there; a person has to see what it wants"
            return Baffled(event.n, why)
    return None


def _unanswered(play: Play, records: Records, who: str) -> Baffled | None:
    """Whether ``who`` does nothing but wait for an answer that nobody has for it."""
    if any(True for _ in _typing(play, who)):
        return None
    asking = [each.since for each in records.asking if each.who == who and each.until is None]
    return _unforeseen(play, records, who, asking, records.pauses, None)


def _passed_over(play: Play, records: Records, who: str) -> Baffled | None:
    """Whether ``who`` did nothing but wait for an answer, and at last was given a mere Enter."""
    if not all(slot.asked for slot in _typing(play, who)):
        return None
    for nth, event in enumerate(records.typed[who]):
        if met(records, who, event.n):
            return None
        if event.data.strip():
            continue
        asking = [e.since for e in records.asking if e.who == who and e.since < event.n]
        pauses = [pause for pause in records.pauses if pause.n < event.n]
        found = _unforeseen(play, records, who, asking, pauses, nth)
        if found is not None:
            return found
    return None


def _unfinished(records: Records, who: str) -> Baffled | None:
    """Whether ``who`` takes all that is typed for one message, the end of which never came."""
    begin = records.typed[who][0].n
    printed = records.stream(("prints", who, None))
    found = printed and _MORE_LINES.search(printed.text(0, None))
    if not found or not records.asks(who) or sent(records, who, begin, None):
        return None
    said = quote(found[0])
    return Baffled(begin, f"{who} takes lines until there is what it calls {said}, and the grader"
                   " types no such end; a person has to see what it does then")  # fmt: skip


def _insistent(play: Play, records: Records, who: str) -> Baffled | None:
    """Whether ``who`` did nothing but ask again, whatever was typed there."""
    typed = records.typed[who]
    asked = [records.asked(who, nth).strip() for nth in range(len(typed))]
    question = records.asked(who).strip()
    first = asked[0].rpartition("\n")[2].strip()
    if len(typed) < _INSISTS or not records.asks(who) or met(records, who, None):
        return None
    if question != first or {*asked[1:]} != {question} or re.search(r"[^\W_]", question) is None:
        return None
    if fitting(play, who, records.asked(who))[0] is not None:
        return None
    line = quote(typed[0].data.decode("utf-8", "replace").strip())
    why = f"{who} asked {quote(question)} again and again, after {line} and whatever else the"
    return Baffled(typed[0].n, f"{why} grader typed there; a person has to see what it wants")


def _typing(play: Play, who: str) -> Iterator[Slot]:
    """Where the story types something at ``who``, or may do so."""
    for beat in play.beats:
        for slot in beat.slots:
            if slot.kind == "type" and (slot.who == who or isinstance(slot.who, Blank)):
                yield slot


def _unforeseen(
    play: Play,
    records: Records,
    who: str,
    asking: Sequence[int],
    pauses: Sequence[Quiet | Lull | Limit],
    nth: int | None,
) -> Baffled | None:
    """Whether all of ``who`` waited at a question that has no answer.

    ``asking``: since when; ``pauses``: when all waited; ``nth``: as in ``Records.asked``.
    """
    waits = {wait.on for wait in pauses[-1].waits if wait.who == who} if pauses else set()
    question = records.asked(who, nth)
    asked = question.rpartition("\n")[2].strip()
    if not asking or waits != {"keyboard"} or re.search(r"[^\W_]", asked) is None:
        return None
    if fitting(play, who, question)[0] is not None or _LEAVES.search(asked):
        return None
    why = f"{who} asked {quote(asked)}, at which the grader typed nothing; a person has to see what"
    return Baffled(asking[-1], f"{why} it wants")


def _once_more(question: str, after: str) -> bool:
    """Whether a program asked by a menu, and behind what was typed there by the same one."""
    before, behind = (each.strip().splitlines()[-_MENU:] for each in (question, after))
    if not before or not behind or before[-1].strip() != behind[-1].strip():
        return False
    choices, again = ([c[1] for c in _CHOICE.finditer("\n".join(x))] for x in (before, behind))
    return len(set(choices)) > 1 and again[-len(choices) :] == choices


def _unreadable(after: str, line: str) -> bool:
    """Whether a program's last words are that it could not read just ``line``.

    A text in which that stands beside others was put together by somebody, and came by the network.
    """
    found = _UNREADABLE.search(after)
    if found is None or not found[0].startswith("ValueError"):
        return found is not None
    told = _LITERAL.search(found[0])
    return told is not None and told["text"].strip() == line


def met(records: Records, who: str, end: int | None) -> bool:
    """Whether anybody can have met ``who`` (before an event): it had listened, or connected."""
    return any(
        (end is None or mark.n < end) and who in {mark.who, mark.to}
        for verb in ("listens", "connects")
        for mark in records.marks[verb]
    )


def sent(records: Records, who: str, begin: int, end: int | None) -> bool:
    """Whether ``who`` sent anything between two events."""
    for (verb, sender, _), stream in records.streams.items():
        if verb == "sends" and sender == who:
            upto = len(stream) if end is None else stream.start(end)
            if upto > stream.start(begin):
                return True
    return False
