# Server for X and Y.
# Multithreading is needed because recv() blocks: without a thread for each client the server
# could not hear one client while it waits for the other one, and would miss who was first.
import socket
import threading

HOST = ''
PORT = 12000

messages = []          # shared by the threads
lock = threading.Lock()


def handle(name, conn):
    # get the message of one client
    data = conn.recv(1024).decode()
    with lock:
        messages.append((name, data))
    print("Received from", name + ":", data)


# set up the socket
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind((HOST, PORT))
s.listen(2)
print("Server is ready")

# both clients have to be connected first
x, addr1 = s.accept()
print("X connected")
y, addr2 = s.accept()
print("Y connected")

# a thread for each of them
t1 = threading.Thread(target=handle, args=("X", x))
t2 = threading.Thread(target=handle, args=("Y", y))
t1.start()
t2.start()
t1.join()
t2.join()

# who was first
reply = "Client " + messages[0][0] + " was first"
print("Sending:", reply)
x.send(reply.encode())
y.send(reply.encode())

# the end
x.close()
y.close()
s.close()
