"""Framing and message authentication, shared by server.py and client.py.

frame := length (4 bytes, network order) || body || mac (32 bytes)
mac   := HMAC-SHA256(key, seq (8 bytes) || nonce (16 bytes) || body)

The body itself is not encrypted (integrity, not confidentiality).  seq prevents replay within a session, the
nonce replay of another one.
"""
import hashlib
import hmac
import secrets
import struct

KEY = hashlib.sha256(b'correct horse battery staple').digest()
NONCE = 16


class AuthError(Exception):
    """The MAC is wrong."""


class Channel:
    """An authenticated channel over a connected TCP socket."""

    def __init__(self, sock, nonce, server):
        self.sock = sock
        self.nonce = nonce
        self.tx, self.rx = (1 << 32, 0) if server else (0, 1 << 32)

    def _mac(self, seq, body):
        return hmac.new(KEY, struct.pack('!Q', seq) + self.nonce + body, hashlib.sha256).digest()

    def send(self, text):
        body = text.encode()
        mac = self._mac(self.tx, body)
        self.tx += 1
        self.sock.sendall(struct.pack("!I", len(body)) + body + mac)

    def recv(self):
        (length,) = struct.unpack('!I', exactly(self.sock, 4))
        if length > 65536:
            raise AuthError('frame too long')
        body = exactly(self.sock, length)
        mac = exactly(self.sock, 32)
        if not hmac.compare_digest(mac, self._mac(self.rx, body)):
            raise AuthError('bad mac')
        self.rx += 1
        return body.decode()


def exactly(sock, n):
    """n bytes, or EOFError"""
    buf = bytearray()
    while len(buf) < n:
        chunk = sock.recv(n - len(buf))
        if not chunk:
            raise EOFError('peer closed')
        buf += chunk
    return bytes(buf)


def new_nonce():
    return secrets.token_bytes(NONCE)
