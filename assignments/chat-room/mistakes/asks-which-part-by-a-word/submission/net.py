import struct

def read_exactly(sock, n):
    data = bytearray()
    while len(data) < n:
        part = sock.recv(n - len(data))
        if not part:
            raise EOFError
        data += part
    return bytes(data)

def recv_msg(sock):
    (n,) = struct.unpack("!I", read_exactly(sock, 4))
    return read_exactly(sock, n).decode("utf-8")

def send_msg(sock, text):
    raw = text.encode("utf-8")
    sock.sendall(struct.pack("!I", len(raw)) + raw)
