"""What holds for all tests: how they are called, and that no chance and no clock decides them.

Examples are the same each time (`make fuzz` looks for others), and may take as long as they take.
"""

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "tests", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")

_LONGEST = 60  # characters of a parameter in a test's name


def pytest_make_parametrize_id(config: pytest.Config, val: object) -> str | None:  # noqa: ARG001
    """Of a long text its beginning: names are printed, logged and sent between processes."""
    if isinstance(val, str | bytes) and len(val) > _LONGEST:
        return ascii(val[:_LONGEST]).removeprefix("b")[1:-1] + "..."
    return None  # as pytest has it
