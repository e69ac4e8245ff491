"""Who plays which role: the student's programs found, and a Python for each."""

from harness.casting.kits import REFERENCE, files_of, given
from harness.casting.pythons import TKINTER
from harness.casting.roles import Casting, cast_roles

__all__ = ["REFERENCE", "TKINTER", "Casting", "cast_roles", "files_of", "given"]
