# server.py: the chat room, with the extra credit in it
import socket
import threading

lock = threading.Lock()
order = []


def hang_up(conn):
    try:
        conn.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def serve(name, me, other):
    while True:
        try:
            text = me.recv(1024).decode()
        except OSError:
            return
        if not text:
            hang_up(other)
            return
        with lock:
            spoken = [each for each, _ in order]
            if name not in spoken:
                order.append((name, text.strip()))
                if len(order) == 2:
                    answer = "%s: %s received before %s: %s\n" % (order[0] + order[1])
                    me.sendall(answer.encode())
                    other.sendall(answer.encode())
        other.sendall(("%s: %s\n" % (name, text.strip())).encode())
        if text.strip() == "Bye":
            print("Waiting a bit for clients to close their connections")
            hang_up(me)
            hang_up(other)
            return


with socket.create_server(("", 12000)) as listener:
    print("The server is waiting to receive two connections....")
    x, _ = listener.accept()
    print("Accepted first connection, calling it client X")
    y, _ = listener.accept()
    print("Accepted second connection, calling it client Y")
x.sendall(b"Client X has connected.\n")
y.sendall(b"Client Y has connected.\n")
print("Waiting to receive messages from client X and client Y....")
threads = [threading.Thread(target=serve, args=("X", x, y)), threading.Thread(target=serve, args=("Y", y, x))]
for t in threads:
    t.start()
for t in threads:
    t.join()
x.close()
y.close()
print("Done.")
