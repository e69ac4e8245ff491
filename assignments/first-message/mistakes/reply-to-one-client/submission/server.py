# Message server, assignment 2
#
# Multithreading is required: the server does not know which client will send first, so it has to
# wait in recv() for both of them at the same time.
import socket
import threading

lock = threading.Lock()
first = None


def thread_function(name, conn):
    global first
    text = conn.recv(1024).decode()
    print(name, "sent", text)
    with lock:
        if first is None:
            # we are the first one, remember that
            first = name + ": " + text
        else:
            # we are the second one: both are here, so answer
            answer = first + " received before " + name + ": " + text
            conn.sendall(answer.encode())
            print("answer:", answer)


s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 12000))
s.listen(2)
# accept both, then start the threads
x, _ = s.accept()
y, _ = s.accept()
tx = threading.Thread(target=thread_function, args=("X", x))
ty = threading.Thread(target=thread_function, args=("Y", y))
tx.start()
ty.start()
tx.join()
ty.join()
x.close()
y.close()
