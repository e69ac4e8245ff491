import socket, threading, time
# globals
m = []
L = threading.Lock()
def w(c, n):
    # get the message from the client
    d = c.recv(1024).decode()
    L.acquire()
    m.append(n + ": " + d)
    L.release()
    print("Client " + n + " sent message " + str(len(m)) + ": " + d)
s = socket.socket()
s.bind(("", 12000))
s.listen(2)
print("The server is waiting to receive 2 connections....")
x, a = s.accept()
print("Accepted first connection, calling it client X")
y, a = s.accept()
print("Accepted second connection, calling it client Y")
x.send("Client X has connected.".encode())
y.send("Client Y has connected.".encode())
print("Waiting to receive messages from client X and client Y....")
# start both threads
threading.Thread(target=w, args=(x, "X")).start()
threading.Thread(target=w, args=(y, "Y")).start()
while True:
    if len(m) == 1:
        break
    time.sleep(0.1)
for c in (x, y):
    c.send((m[0] + " received before " + m[1]).encode())
print("Waiting a bit for clients to close their connections")
time.sleep(1)
x.close()
y.close()
print("Done.")
