import socket, threading
arrivals = []
both = threading.Barrier(3)
def hear(conn, who):
    arrivals.append((who, conn.recv(2048).decode("ascii", "ignore")))
    both.wait()
s = socket.create_server(("127.0.0.1", 12001))
print("THE SERVER IS WAITING TO RECEIVE TWO CONNECTIONS")
one, _ = s.accept()
print("Accepted 1 connection, calling it client Tom")
two, _ = s.accept()
print("Accepted 2 connection, calling it client Ann")
one.sendall(b"Client Ann has connected.\r\n")
two.sendall(b"Client Tom has connected.\r\n")
print("Waiting to receive messages from client Tom and client Ann")
th = [threading.Thread(target=hear, args=(one, "Tom")), threading.Thread(target=hear, args=(two, "Ann"))]
for t in th: t.start()
both.wait()
line = "%s : %s received before %s : %s\r\n" % (*arrivals[0], *arrivals[1])
one.sendall(line.encode()); two.sendall(line.encode())
print("Waiting a bit for clients to close their connections")
one.close(); two.close()
for t in th: t.join()
print("Done")
