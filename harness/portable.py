"""A spec's YAML, read and written so that every reader of YAML understands it alike.

PyYAML has two: one in C, which is used where it is installed, and one in Python, which goes along
in bundles.  The second refuses what the first takes: ``{hint: What sends?}``.  So what only the
first one reads is written anew, with quotes; each text stays as strict as it was quoted.
"""

from typing import Any

_WIDE = 1_000_000  # columns: no line is broken


def compose(text: str) -> Any:
    """The nodes of a YAML text that was found to be right."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.compose(text, Loader=loader)


def serialize(node: Any) -> str:
    """Nodes as a text that all read alike."""
    import yaml

    text: str = yaml.serialize(node, Dumper=yaml.SafeDumper, allow_unicode=True, width=_WIDE)
    return text


def portable(text: str) -> str:
    """``text`` if all can read it, or else the same in other words."""
    import yaml

    try:
        yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return serialize(compose(text))
    return text
