# the chat's server: relays until somebody says Bye
import socket
import threading

listener = socket.create_server(("", 12000))
conns = [listener.accept()[0], listener.accept()[0]]
for name, conn in zip("XY", conns):
    conn.sendall(("Client " + name + " has connected.").encode())


def relay(me, other):
    while True:
        try:
            data = me.recv(1024)
        except OSError:
            break
        if not data:
            break
        text = data.decode()
        if "Bye" in text:
            break
        other.sendall(data)
    for conn in (me, other):
        try:
            conn.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


threads = [threading.Thread(target=relay, args=(conns[0], conns[1])), threading.Thread(target=relay, args=(conns[1], conns[0]))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
