# Client program, for X and Y alike
import socket


_files = {}


def get(sock):
    """the next line"""
    if sock not in _files:
        _files[sock] = sock.makefile("r")
    return _files[sock].readline().rstrip("\n")


def put(sock, text):
    """one line"""
    sock.sendall((text + "\n").encode())


# connect to the server
sock = socket.create_connection(("localhost", 12000))
put(sock, "HELLO")
name = get(sock)
assert get(sock) == "GO"
# one message
text = input("Message: ")
put(sock, text)
print("Sent: " + text)
# the acknowledgement
print("Server: " + get(sock))
sock.close()
