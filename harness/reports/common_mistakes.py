"""The part of the class page that tells mistakes: each once, with an example and whose it is."""

from collections.abc import Iterable, Mapping
from textwrap import dedent

from harness.model.result import Diagnosis, Evidence, Result
from harness.reports.markup import Html, el, join, said
from harness.reports.mistakes import Mistake, mistakes, together
from harness.reports.words import arrows, count, listed, worth_of

_SHOWN = 8  # the others fold away
_NAMES = 12
_OTHERS = 3
_LONG = 420


def common_mistakes(results: Iterable[Result], links: Mapping[str, str]) -> Html:
    """The section; empty if nobody lost anything."""
    known = list(results)
    main, extra = mistakes(known), mistakes(known, extra=True)
    if not main and not extra:
        return Html("")
    parts = [el("h2", {"id": "mistakes"}, "Which mistakes were made together"), _lead(main)]
    parts.append(_list(main, links, "m"))
    if extra:
        words = f"In the extra credit: {count(len(extra), 'mistake')}"
        inside = _list(extra, links, "x")
        parts.append(el("details", {"class": "more"}, el("summary", None, words), inside))
    return el("section", {"aria-labelledby": "mistakes"}, *parts)


def _lead(main: list[Mistake]) -> Html:
    if not main:
        return el("p", None, "Nobody lost points of the main part.")
    words = (
        "The same misconception, or explanation, is told once, with one example and who has it. "
    )
    words += "Items that the same submissions lost stand together."
    return el("p", {"class": "mute"}, words)


def _list(found: list[Mistake], links: Mapping[str, str], prefix: str) -> Html:
    """Mistakes of several submissions, then, folded, those that only one makes."""
    shared = [one for one in found if len(one.who) > 1]
    single = [one for one in found if len(one.who) == 1]
    often = together(shared)
    cards = [
        _card(one, links, f"{prefix}{at + 1}", _often(shared, often.get(at, []), prefix))
        for at, one in enumerate(shared)
    ]
    alone = [_card(one, links, "", Html("")) for one in single]
    return join(
        [
            el("div", {"class": "cards"}, *cards[:_SHOWN]),
            _folded(cards[_SHOWN:], f"{count(len(cards[_SHOWN:]), 'more shared mistake')}"),
            _folded(alone, f"{count(len(alone), 'mistake')} that only one submission makes"),
        ]
    )


def _folded(cards: list[Html], words: str) -> Html:
    if not cards:
        return Html("")
    inside = el("div", {"class": "cards"}, *cards)
    return el("details", {"class": "more"}, el("summary", None, words), inside)


def _often(shared: list[Mistake], others: list[tuple[int, int]], prefix: str) -> Html:
    """Which other mistakes the same submissions make."""
    parts = [
        join(
            [
                el("a", {"href": f"#{prefix}{at + 1}"}, _titles(shared[at])),
                f" ({number} of these)",
            ]
        )
        for at, number in others[:_OTHERS]
    ]
    if not parts:
        return Html("")
    return el("p", {"class": "often"}, el("b", None, "Often with "), join(parts, "; "))


def _titles(mistake: Mistake) -> str:
    return mistake.title or listed([item.id for item in mistake.items])


def _card(mistake: Mistake, links: Mapping[str, str], name: str, often: Html) -> Html:
    lost = "not earned" if mistake.items[0].extra else "lost"
    cost = f"{count(len(mistake.who), 'submission')}, {worth_of(mistake.lost)} {lost}"
    titles = [el("li", None, item.title) for item in mistake.items]
    example, proof = mistake.example
    return el(
        "article",
        {"class": "mistake", "id": name or None},
        el("h3", None, said(_titles(mistake))),
        el("p", {"class": "cost"}, cost),
        el("ul", {"class": "titles"}, *titles),
        _misconception(mistake.named) if mistake.named else _example(proof, mistake.note),
        el("p", {"class": "mute"}, "Example: ", _name(example, links)) if name else "",
        _who(mistake.who, links),
        often,
    )


def _misconception(one: Diagnosis) -> Html:
    """What showed it in the example's case, and where in the code, if that is known."""
    rows = []
    if one.happened:
        rows += [el("dt", None, "Seen"), el("dd", None, said(_short(one.happened)))]
    if one.file:
        place = f"{one.file}, line {one.line}" if one.line else one.file
        code = el("pre", {"class": "code"}, said(one.code)) if one.code else ""
        rows += [el("dt", None, "Where"), el("dd", None, el("code", None, said(place)), code)]
    return el("dl", {"class": "proof"}, *rows) if rows else Html("")


def _example(proof: Evidence | None, note: str) -> Html:
    if proof is None:
        return el("p", None, said(note)) if note else Html("")
    rows = [
        part
        for term, words in (("Expected", arrows(proof.expected)), ("Instead", proof.happened))
        if words
        for part in (el("dt", None, term), el("dd", None, said(_short(words))))
    ]
    if proof.file:
        place = f"{proof.file}, line {proof.at}" if proof.at else proof.file
        code = el("pre", {"class": "code"}, said(dedent(proof.excerpt))) if proof.excerpt else ""
        rows += [el("dt", None, "Where"), el("dd", None, el("code", None, said(place)), code)]
    return el("dl", {"class": "proof"}, *rows)


def _short(words: str) -> str:
    """As much as a card has room for; the example's own page has it all."""
    return words if len(words) <= _LONG else f"{words[:_LONG]}…"


def _who(names: tuple[str, ...], links: Mapping[str, str]) -> Html:
    parts = [el("b", None, "Who "), _names(names[:_NAMES], links)]
    rest = names[_NAMES:]
    if rest:
        more = el("summary", None, f"and {len(rest)} more")
        parts.append(el("details", None, more, _names(rest, links)))
    return el("div", {"class": "who"}, *parts)


def _names(names: tuple[str, ...], links: Mapping[str, str]) -> Html:
    return el("ul", {"class": "names"}, *(el("li", None, _name(name, links)) for name in names))


def _name(name: str, links: Mapping[str, str]) -> Html:
    href = links.get(name)
    return el("a", {"href": href}, said(name)) if href else said(name)
