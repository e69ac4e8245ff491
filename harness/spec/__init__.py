"""The reader of specs: ``spec.yaml`` to ``harness.model.spec``, every mistake at once.

``load`` reads an assignment, ``schema`` describes the file to editors, ``decided`` says which items
a scene can decide.  Nothing here runs or judges anything; reading the same file twice gives the
same value.
"""

from harness.spec.decided import decided
from harness.spec.reader import load
from harness.spec.schema import schema

__all__ = ["decided", "load", "schema"]
