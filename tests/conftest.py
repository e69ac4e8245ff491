"""What holds for all tests: how they are called."""

import pytest

_LONGEST = 60  # characters of a parameter in a test's name


def pytest_make_parametrize_id(config: pytest.Config, val: object) -> str | None:  # noqa: ARG001
    """Of a long text its beginning: names are printed, logged and sent between processes."""
    if isinstance(val, str | bytes) and len(val) > _LONGEST:
        return ascii(val[:_LONGEST]).removeprefix("b")[1:-1] + "..."
    return None  # as pytest has it
