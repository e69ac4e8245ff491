# PA2 server, Oak
#
# Multithreading: the program has to receive from two clients at the same time, and recv() only
# waits for one of them. Locks are used to share the messages between the threads.
import socket
import threading

lock_x = threading.Lock()
lock_y = threading.Lock()
messages = []

# both locks are held until a message is there
lock_x.acquire()
lock_y.acquire()


def serve(name, conn, mine, other):
    text = conn.recv(1024).decode()
    print(name, "sent", text)
    messages.append(name + ": " + text)
    # wait for the other thread, then let it go on
    other.acquire()
    mine.release()
    reply = messages[0] + " received before " + messages[1]
    print(reply)
    conn.sendall(reply.encode())


s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 12000))
s.listen(2)
x, _ = s.accept()
y, _ = s.accept()
print("both connected")
threading.Thread(target=serve, args=("X", x, lock_x, lock_y)).start()
threading.Thread(target=serve, args=("Y", y, lock_y, lock_x)).start()
