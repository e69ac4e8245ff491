# Server of the chat room: says whose message came first.
import threading
from socket import *

messages = {}     # what each client said
arrived = []      # the messages, in the order in which they came


def receive(name, connection):
    text = connection.recv(1024).decode().strip()
    messages[name] = text
    arrived.append(text)


listener = socket(AF_INET, SOCK_STREAM)
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
listener.bind(("", 12000))
listener.listen(2)
print("The server is waiting to receive two connections....")
first, _ = listener.accept()
print("Accepted first connection, calling it client X")
second, _ = listener.accept()
print("Accepted second connection, calling it client Y")
for connection in (first, second):
    connection.send(b"Client X has connected.\n")
    connection.send(b"Client Y has connected.\n")

print("Waiting to receive messages from client X and client Y....")
threads = [
    threading.Thread(target=receive, args=("X", first)),
    threading.Thread(target=receive, args=("Y", second)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

# whoever said what came first was first
if arrived[0] == messages["X"]:
    answer = "X: %s received before Y: %s" % (messages["X"], messages["Y"])
else:
    answer = "Y: %s received before X: %s" % (messages["Y"], messages["X"])
for connection in (first, second):
    connection.send(answer.encode())

print("Waiting a bit for clients to close their connections")
first.close()
second.close()
print("Done.")
