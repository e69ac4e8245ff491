# server.py
#
# Multithreading: recv() waits until its client says something. One thread could only wait for one of
# the two clients and would not see that the other one was faster, so each gets a thread.
import socket
import threading

order = []      # shared by the threads, in order of arrival


def receive(conn):
    # 0005Alice: four digits with the length, then the message
    length = int(conn.recv(4))
    data = b""
    while len(data) < length:
        data += conn.recv(length - len(data))
    return data.decode()


def send(conn, text):
    data = text.encode()
    conn.sendall(b"%04d" % len(data) + data)


def listen(name, conn):
    message = receive(conn)
    order.append(name + ": " + message)
    print("Received", order[-1])


listener = socket.socket()
listener.bind(("", 12000))
listener.listen(2)
# first both connections, then the threads
x, _ = listener.accept()
y, _ = listener.accept()
tx = threading.Thread(target=listen, args=("X", x))
ty = threading.Thread(target=listen, args=("Y", y))
tx.start()
ty.start()
tx.join()
ty.join()
reply = order[0] + " received before " + order[1]
send(x, reply)
send(y, reply)
print("Sent", reply)
x.close()
y.close()
