"""Starts a command that may make no namespaces, as in a container: denying.py COMMAND...

Stands by itself, since it is run by users who cannot read the checkout.
"""

import ctypes
import os
import platform
import struct
import sys

_CALLS = {
    "x86_64": {"unshare": 272, "setns": 308, "mount": 165, "clone": 56, "clone3": 435},
    "aarch64": {"unshare": 97, "setns": 268, "mount": 40, "clone": 220, "clone3": 435},
}
_LOAD, _EQUAL, _HAS, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_NUMBER, _FIRST_ARGUMENT = 0, 16
_NEW_NAMESPACES = 0x7E020000
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2


def _op(code: int, value: int, true: int = 0, false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, true, false, value)


def program() -> bytes:
    """The filter, as a container's usual one denies namespaces to whoever has no capability."""
    calls = _CALLS[platform.machine()]
    code = _op(_LOAD, _NUMBER)
    for name in ("unshare", "setns", "mount"):
        code += _op(_EQUAL, calls[name], 0, 1) + _op(_RETURN, _ERROR | _EPERM)
    code += _op(_EQUAL, calls["clone3"], 0, 1) + _op(_RETURN, _ERROR | _ENOSYS)
    code += _op(_EQUAL, calls["clone"], 0, 3) + _op(_LOAD, _FIRST_ARGUMENT)
    code += _op(_HAS, _NEW_NAMESPACES, 0, 1) + _op(_RETURN, _ERROR | _EPERM)
    return code + _op(_RETURN, _ALLOW)


def main() -> None:
    """Deny, and become the command."""
    library = ctypes.CDLL(None, use_errno=True)
    code = program()
    held = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("@HP", len(code) // 8, ctypes.addressof(held))
    for words in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SET_SECCOMP, _FILTER, head, 0, 0)):
        if library.prctl(*words):
            raise OSError(ctypes.get_errno(), "the filter cannot be set")
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
