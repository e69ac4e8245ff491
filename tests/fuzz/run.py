"""Feeds a target with whatever leads to code that was not run yet: `python -m tests.fuzz.run`.

    run.py TARGET SECONDS [FOLDER]

Atheris decides what comes next by which branches of the harness the last bytes took.  ``FOLDER``
keeps what it found worth trying, for the next time.  A mistake ends it, with a traceback and a
file ``crash-…`` of the bytes, which ``run.py TARGET FILE`` plays alone.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["harness", "yaml"]):
    from tests.fuzz.targets import TARGETS, seeds


def main(words: list[str]) -> None:
    """As the command line says."""
    name, what = words[0], words[1]
    target = TARGETS[name]
    if Path(what).is_file():
        target(Path(what).read_bytes())
        return
    folder = Path(words[2] if len(words) > 2 else tempfile.mkdtemp(prefix="callsheet-fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (folder / f"seed-{number}").write_bytes(seed)
    options = [f"-max_total_time={what}", "-max_len=4096", "-timeout=20", "-rss_limit_mb=4096"]
    atheris.Setup([sys.argv[0], str(folder), *options, f"-artifact_prefix={folder}/../"], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
