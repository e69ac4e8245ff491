"""Who plays which role: the student's programs found, and a Python for each."""

from harness.casting.roles import Casting, cast_roles

__all__ = ["Casting", "cast_roles"]
