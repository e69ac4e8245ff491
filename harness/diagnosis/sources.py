"""What a look at the source found missing: there is no run to tell of, but a file and a line."""

from collections.abc import Iterator

from harness.diagnosis.case import Case
from harness.model.result import Diagnosis, Evidence


def comments(case: Case) -> Iterator[Diagnosis]:
    """A comment that is asked for is not there, or does not say what is asked."""
    for item in case.items:
        if item.id not in case.lost:
            continue
        looks = [one for one in item.evidence if one.file and not one.scene and not one.passed]
        for proof in looks[:1]:
            top = proof.expected.startswith("a comment at the top")
            yield Diagnosis(
                "comment",
                _top(proof) if top else "There are too few comments for somebody else to follow",
                f'{proof.file}: {proof.happened}. Asked for is: "{item.title}"',
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
            says = "A program was not handed in, or not under the name that is asked for"
            yield Diagnosis("not-handed-in", says, f"{one.role}: {one.why}", "", items)


def _top(proof: Evidence) -> str:
    if "nothing is said" in proof.happened:
        return "The comment at the top of the file is missing"
    return "The comment at the top of the file does not give the reason that is asked for"
