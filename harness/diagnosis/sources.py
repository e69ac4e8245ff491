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


def _top(proof: Evidence) -> str:
    if "nothing is said" in proof.happened:
        return "The comment at the top of the file is missing"
    return "The comment at the top of the file does not give the reason that is asked for"
