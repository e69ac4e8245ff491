"""What a look at the source found missing: there is no run to tell of, but a file and a line."""

from collections.abc import Iterator
from dataclasses import replace

from harness.diagnosis.case import Case
from harness.model.result import Diagnosis, Evidence, ItemResult

_NOT_THERE = "A program was not handed in, or not under the name that is asked for"
_UNREADABLE = "Python cannot read a file as it was saved"


def comments(case: Case) -> Iterator[Diagnosis]:
    """A comment that is asked for is not there, or does not say what is asked.

    Whoever mends the one can mend the others in the same go, and so reads of them with it.
    """
    found = [_of(item) for item in case.items if item.id in case.lost]
    told = [one for one in found if one is not None]
    if len(told) > 1:
        more = "; ".join(f"{one.says[0].lower()}{one.says[1:]} ({one.file})" for one in told[1:])
        told[0] = replace(told[0], happened=f"{told[0].happened}. Beside that, {more}")
    yield from told


def _of(item: ItemResult) -> Diagnosis | None:
    looks = [one for one in item.evidence if one.file and not one.scene and not one.passed]
    if not looks:
        return None
    proof = looks[0]
    top = proof.expected.startswith("a comment at the top")
    asked = f'"{item.title}"' if top else proof.expected  # which says how many, and no more
    return Diagnosis(
        "comment",
        _top(proof) if top else "There are too few comments for somebody else to follow",
        f"{proof.file}: {proof.happened}. Asked for is: {asked}",
        item.hint,
        (item.id,),
        proof.file,
        proof.at if proof.excerpt else 1,
        proof.excerpt.split("\n")[0][:80],
    )


def not_handed_in(case: Case) -> Iterator[Diagnosis]:
    """A role for which there is no file: no misconception, and all that there is to say."""
    for one in case.record.unfilled:
        items = tuple(
            item.id
            for item in case.items
            if item.id in case.lost
            and any(proof.expected == f"a program for {one.role}" for proof in item.evidence)
        )
        if one.whose == "student" and items:
            says = _UNREADABLE if "Python cannot read it" in one.why else _NOT_THERE
            yield Diagnosis("not-handed-in", says, f"{one.role}: {one.why}", "", items)


def _top(proof: Evidence) -> str:
    if "nothing is said" in proof.happened:
        return "The comment at the top of the file is missing"
    return "The comment at the top of the file does not give the reason that is asked for"
