# server.py: a chat room for two clients
import socket
import threading
import time

serverPort = 12000
messages = []                   # (name, message) in the order of arrival
lock = threading.Lock()
both_spoke = threading.Event()


def listen_to(name, conn):
    """Run by one thread per client: wait for its message."""
    text = conn.recv(1024).decode()
    with lock:
        messages.append((name, text))
        if len(messages) == 2:
            both_spoke.set()
    print("Client " + name + " sent: " + text)


def main():
    serverSocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    serverSocket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    serverSocket.bind(("", serverPort))
    serverSocket.listen(2)
    print("The server is waiting to receive two connections....")

    connX, addrX = serverSocket.accept()
    print("Accepted first connection, calling it client X")
    connY, addrY = serverSocket.accept()
    print("Accepted second connection, calling it client Y")

    # both are here: let them begin
    connX.send("Client X has connected.".encode())
    connY.send("Client Y has connected.".encode())
    print("Waiting to receive messages from client X and client Y....")

    threadX = threading.Thread(target=listen_to, args=("X", connX))
    threadY = threading.Thread(target=listen_to, args=("Y", connY))
    threadX.start()
    threadY.start()
    both_spoke.wait()

    reply = "%s: %s received before %s: %s" % (messages[0] + messages[1])
    connX.send(reply.encode())
    connY.send(reply.encode())

    print("Waiting a bit for clients to close their connections")
    time.sleep(3)
    connX.close()
    connY.close()
    threadX.join()
    threadY.join()
    print("Done.")


main()
