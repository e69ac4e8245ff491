# Assignment 2 with extra credit: the server
#
# A thread for each client is needed since recv() waits: while the server waits for X it could not
# notice that Y has already sent its message. Multithreading lets it wait for both.
import socket
import threading

arrivals = []
changed = threading.Condition()     # guards arrivals and wakes who waits for it


def client(name, conn, other):
    # part 1: the first message
    text = conn.recv(1024).decode()
    with changed:
        arrivals.append((name, text))
        print("received from", name, ":", text)
        changed.notify_all()
        changed.wait_for(lambda: len(arrivals) == 2)
    (n1, t1), (n2, t2) = arrivals
    reply = n1 + ": " + t1 + " received before " + n2 + ": " + t2
    conn.sendall(reply.encode())
    print("to", name, ":", reply)
    # part 2: the chat
    while True:
        try:
            text = conn.recv(1024).decode()
            if not text:
                break
            print(name, ":", text)
            other.sendall(text.encode())
        except OSError:
            break
        if text == "Bye":
            break
    end(conn)
    end(other)


def end(conn):
    # wakes a recv() in the other thread too
    try:
        conn.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 12000))
s.listen(2)
x = s.accept()[0]
y = s.accept()[0]
print("two clients")
threading.Thread(target=client, args=("X", x, y)).start()
threading.Thread(target=client, args=("Y", y, x)).start()
