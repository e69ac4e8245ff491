import socket
import threading

received = []
names = {}


def listen_to_client(conn):
    data = conn.recv(1024)
    received.append((names[conn], data.decode()))


serv = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serv.bind(("", 12000))
serv.listen(2)
print("The server is waiting to receive two connections....")
connX, _ = serv.accept()
names[connX] = "X"
print("Accepted first connection, calling it client X")
connY, _ = serv.accept()
names[connY] = "Y"
print("Accepted second connection, calling it client Y")
connX.sendall("Client X has connected.".encode())
connY.sendall("Client Y has connected.".encode())
print("Waiting to receive messages from client X and client Y....")
tx = threading.Thread(target=listen_to_client, args=(connX))
ty = threading.Thread(target=listen_to_client, args=(connY))
tx.start()
ty.start()
tx.join()
ty.join()
reply = received[0][0] + ": " + received[0][1] + " received before " + received[1][0] + ": " + received[1][1]
connX.sendall(reply.encode())
connY.sendall(reply.encode())
print("Waiting a bit for clients to close their connections")
connX.close()
connY.close()
print("Done.")
