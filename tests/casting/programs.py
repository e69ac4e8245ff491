"""What small hand-ins are made of, and how they are cast."""

from collections.abc import Callable

from harness.casting import Casting

Caster = Callable[..., Casting]

LISTENS = """
import socket
s = socket.socket()
s.bind(('', 12000))
s.listen(2)
c, _ = s.accept()
"""
CONNECTS = """
from socket import *
s = socket(AF_INET, SOCK_STREAM)
s.connect(('localhost', 12000))
s.send(input('Message: ').encode())
"""
DATAGRAMS = """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('', 12000))
data, peer = s.recvfrom(100)
"""
PINGS = """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.sendto(b'ping', ('localhost', 12000))
"""


def played(casting: Casting) -> dict[str, str]:
    """The main files by role."""
    return {role: program.main for role, program in casting.programs.items()}
