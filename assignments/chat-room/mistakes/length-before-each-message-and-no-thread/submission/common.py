import struct

TEXT, CLOSE = 1, 2


def send(sock, kind, text=""):
    body = text.encode()
    sock.sendall(struct.pack("<BH", kind, len(body)))
    if body:  # who is told to close may be gone before another call
        sock.sendall(body)


def exactly(sock, n):
    view = memoryview(bytearray(n))
    done = 0
    while done < n:
        k = sock.recv_into(view[done:])
        if k == 0:
            raise EOFError
        done += k
    return bytes(view)


def receive(sock):
    kind, size = struct.unpack("<BH", exactly(sock, 3))
    return kind, exactly(sock, size).decode()
