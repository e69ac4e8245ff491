"""JUnit XML: a suite a submission, a case an item, for whatever shows test results.

A wrong answer is a failure; a fault of ours is an error, never a failure; what waits for a person
or could not be observed is skipped.
"""

from collections.abc import Iterable, Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from harness.export.annotations import Annotation
from harness.export.grades import Row
from harness.model.result import FAULT, ItemResult, Result
from harness.reports.readable import visible
from harness.reports.words import LOST, UNDECIDED, points


def junit(rows: Sequence[Row], column: str) -> str:
    """The document; each submission once, though it be a group's."""
    return document({row.result.submission: row.result for row in rows}.values(), column)


def document(
    results: Iterable[Result], name: str, places: Mapping[str, Annotation] | None = None
) -> str:
    """A suite for each result.  ``places``: where in the code an item is about, by its id."""
    root = Element("testsuites", name=visible(name))
    for result in results:
        _suite(root, result, places or {})
    for each in ("tests", "failures", "errors", "skipped"):
        root.set(each, str(sum(int(suite.get(each, "0")) for suite in root)))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, result: Result, places: Mapping[str, Annotation]) -> None:
    name = visible(result.submission)
    suite = SubElement(root, "testsuite", name=name, time=f"{result.seconds:.3f}")
    for item in result.items:
        case = _case(suite, name, item)
        if place := places.get(item.id):
            case.set("file", visible(place.file))
            case.set("line", str(place.line))
    if result.fault:
        case = SubElement(suite, "testcase", name="the grader itself", classname=name, time="0")
        SubElement(case, "error", message=visible(result.fault.splitlines()[0]), type=FAULT)
    suite.set("tests", str(len(suite)))
    for tag, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))


def _case(suite: Element, name: str, item: ItemResult) -> Element:
    title = visible(f"{item.id}: {item.title}")
    case = SubElement(suite, "testcase", name=title, classname=name, time="0")
    said = visible(item.note or item.verdict)
    if item.verdict == FAULT:
        SubElement(case, "error", message=said, type=FAULT)
    elif item.verdict in UNDECIDED:
        SubElement(case, "skipped", message=said)
    elif item.verdict in LOST and not item.extra:
        failure = SubElement(case, "failure", message=said, type=item.verdict)
        failure.text = f"{points(item.points)} of {points(item.max)} points"
        lost = [proof for proof in item.evidence if not proof.passed]
        if lost:
            failure.text += f"\nexpected {visible(lost[0].expected)}"
            failure.text += f"\ninstead  {visible(lost[0].happened)}"
    return case
