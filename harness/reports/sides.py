"""One item explained: what was expected beside what happened, and the diagram of the run.

The diagram comes first, since the eye is at the end when all is printed.  What went well stands
beside the rest, in the order of the story, so that one sees how far it went.  On a
narrow terminal the one stands under the other.
"""

from harness.model.result import Evidence, ItemResult, Result, SceneRun
from harness.reports import degrees
from harness.reports.advice import failures, note
from harness.reports.checked import Page
from harness.reports.excerpt import excerpt
from harness.reports.ink import Paint
from harness.reports.lacking import about
from harness.reports.prose import helped, labelled, wrapped
from harness.reports.readable import cut, pad, visible, wrap
from harness.reports.runs import RunKey, key
from harness.reports.steps import lanes, steps
from harness.reports.words import LOST, UNDECIDED, VERDICTS, arrows, points

_NARROW = 64  # columns; below that two columns would be less than a word or two
_LINES = 10  # of one text
_SHOWN = 8  # pairs
_TALLEST = 120  # lines of a diagram that somebody still reads


def explained(result: Result, name: str, page: Page) -> str:
    """The item ``name`` of ``result``, which has it."""
    item = next(each for each in result.items if each.id == name)
    paint = Paint(page.colour)
    run = _run(item, result)
    lines = [*_head(item, page, paint), *_drawn(item, run, page, paint)]
    lines += _pairs(item, run, page, paint)
    if item.verdict in LOST and page.degree:
        found = degrees.of_item(item, result, page.code)
        lines += helped(found, page.degree, page.width, paint)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(item: ItemResult, page: Page, paint: Paint) -> list[str]:
    mark, word = VERDICTS[item.verdict]
    earned = f"{points(item.points)} of {points(item.max)} points"
    extra = ", extra credit" if item.extra else ""
    lines = wrapped(item.title, page.width)
    lines = [paint("bold", line) for line in lines]
    lines.append(paint(item.verdict, f"{mark} {word}") + f", {earned}{extra} ({visible(item.id)})")
    if item.verdict == "sometimes":
        lines += wrapped(f"It passed in {item.passed} of {item.runs} runs.", page.width)
    said = note(item) if item.verdict not in LOST or not failures(item) else ""
    return [*lines, *(wrapped(said, page.width) if said else []), ""]


def _run(item: ItemResult, result: Result) -> SceneRun | None:
    """The run that shows best what became of the item."""
    runs = {key(run): run for run in result.scenes}
    return next((runs[each] for proof in failures(item) if (each := _key(proof)) in runs), None)


def _key(proof: Evidence) -> RunKey:
    return (proof.scene, proof.cast, proof.row, proof.run)


def _pairs(item: ItemResult, run: SceneRun | None, page: Page, paint: Paint) -> list[str]:
    """Expected and happened, the same thing once: first those of the run that is drawn."""
    same: dict[tuple[str, str], Evidence] = {}
    for proof in item.evidence:
        same.setdefault((proof.expected, proof.happened), proof)
    drawn = key(run) if run else None
    found = sorted(same.values(), key=lambda each: (_key(each) != drawn, each.line, each.passed))
    found = [each for each in found if not each.passed][:_SHOWN] + [
        each for each in found if each.passed
    ]
    found = sorted(found[:_SHOWN], key=lambda each: (_key(each) != drawn, each.line))
    if not found:
        return []
    half = (page.width - 5) // 2
    narrow = page.width < _NARROW
    lines = [] if narrow else [paint("bold", f"  {pad('expected', half)} │ happened")]
    before = drawn or _key(found[0])
    undecided = item.verdict in UNDECIDED
    for n, proof in enumerate(found):
        if _key(proof) != before:
            before = _key(proof)
            lines += _between(proof, half, narrow, paint)
        elif not narrow:
            lines.append(f"  {' ' * half} │" if n else f"──{'─' * half}─┼─{'─' * half}")
        if narrow:
            lines += _stacked(proof, page, paint, undecided=undecided)
        else:
            lines += _beside(proof, half, paint, undecided=undecided)
    return lines


def _between(proof: Evidence, half: int, narrow: bool, paint: Paint) -> list[str]:
    """That what follows was seen in another run than the one that is drawn."""
    if not proof.scene:
        return []
    words = f"in {_name(proof.scene, proof.cast, proof.row, proof.run)}"
    rule = [] if narrow else [f"──{'─' * half}─┼─{'─' * half}"]
    return [*rule, paint("dim", cut(f"  {words}:", 2 * half + 5))]


def _sign(proof: Evidence, *, undecided: bool) -> tuple[str, str]:
    if undecided:
        return "·", "pending"
    return ("✓", "pass") if proof.passed else ("✗", "fail")


def _beside(proof: Evidence, half: int, paint: Paint, *, undecided: bool) -> list[str]:
    left = wrap(_expected(proof), half, _LINES)
    right = wrap(_happened(proof), half, _LINES)
    tall = max(len(left), len(right))
    left += [""] * (tall - len(left))
    right += [""] * (tall - len(right))
    mark, verdict = _sign(proof, undecided=undecided)
    return [
        f"{paint(verdict, mark) if not row else ' '} {pad(one, half)} │ {other}"
        for row, (one, other) in enumerate(zip(left, right, strict=True))
    ]


def _stacked(proof: Evidence, page: Page, paint: Paint, *, undecided: bool) -> list[str]:
    mark, verdict = _sign(proof, undecided=undecided)
    return [
        paint(verdict, mark),
        *labelled("expected", _expected(proof), page.width, paint),
        *labelled("happened", _happened(proof), page.width, paint),
    ]


def _expected(proof: Evidence) -> str:
    return visible(" ".join(arrows(proof.expected).split()))


def _happened(proof: Evidence) -> str:
    words = proof.happened or ("as expected" if proof.passed else "it did not come")
    place = f" ({proof.file}, line {proof.at})" if proof.file and proof.at else ""
    return visible(" ".join(f"{words}{place}".split()))


def _drawn(item: ItemResult, run: SceneRun | None, page: Page, paint: Paint) -> list[str]:
    if run is None or run.recorded is None:
        return []
    name = _name(run.id, run.cast, run.row, run.run)
    lines = [paint("dim", cut(f"{name}:", page.width))]
    missing = about(item, run)
    found = steps(run.recorded, run.broken, missing)
    picture = excerpt(lanes(run.recorded, missing), found, page.width, _TALLEST)
    lines += [paint("fail", line) if line[:1] == "✗" else line for line in picture.split("\n")]
    return [*lines, *(wrapped(run.sentence, page.width, "  ") if run.sentence else []), ""]


def _name(scene: str, cast: str, row: str, run: int) -> str:
    return f"{' · '.join(visible(part) for part in (scene, cast, row) if part)}, run {run}"
