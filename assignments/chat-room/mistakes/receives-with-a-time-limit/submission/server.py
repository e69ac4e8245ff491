# server.py: the chat room's server
# A thread for each client, since recv() blocks: with one thread the server would always hear the
# same client first.
import socket
import threading

PATIENCE = 10  # seconds

messages = []
lock = threading.Lock()


def listen(name, connection):
    """Run by one thread for each client: note its message."""
    connection.settimeout(PATIENCE)
    try:
        text = connection.recv(1024).decode()
    except socket.timeout:
        print("Client " + name + " said nothing")
        return
    with lock:
        messages.append(name + ": " + text)
        print("Client " + name + " sent message " + str(len(messages)) + ": " + text)


serverSocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serverSocket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
serverSocket.bind(("", 12000))
serverSocket.listen(2)
print("The server is waiting to receive two connections....")
x, _ = serverSocket.accept()
print("Accepted first connection, calling it client X")
y, _ = serverSocket.accept()
print("Accepted second connection, calling it client Y")
x.send("Client X has connected.".encode())
y.send("Client Y has connected.".encode())
print("Waiting to receive messages from client X and client Y....")
threads = [threading.Thread(target=listen, args=pair) for pair in (("X", x), ("Y", y))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for connection in (x, y):
    connection.send(" received before ".join(messages).encode())
print("Waiting a bit for clients to close their connections")
for connection in (x, y):
    connection.close()
print("Done.")
