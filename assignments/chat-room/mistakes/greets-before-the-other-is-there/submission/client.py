import socket
import threading


_files = {}


def get(sock):
    """the next line"""
    if sock not in _files:
        _files[sock] = sock.makefile("r")
    return _files[sock].readline().rstrip("\n")


def put(sock, text):
    """one line"""
    sock.sendall((text + "\n").encode())


sock = socket.create_connection(("localhost", 12000))
put(sock, "HELLO")
print("I am client " + get(sock))
print(get(sock))
print(get(sock))


def receive():
    while True:
        text = get(sock)
        if text == "please close":
            break
        print("From server: " + text)


t = threading.Thread(target=receive)
t.start()
put(sock, input("Enter a message to send to the server: "))
t.join()
sock.close()
