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
    print("The Server is waiting to receive 2 connections ...")

    connX, addrX = serverSocket.accept()
    print("Accepted 1st connection,calling it Client X.")
    connY, addrY = serverSocket.accept()
    print("Accepted 2nd connection,calling it Client Y.")

    # both are here: let them begin
    connX.send("client X has connected!\n".encode())
    connY.send("client Y has connected!\n".encode())
    print("Waiting to receive messages from Client Y and Client X...")

    threadX = threading.Thread(target=listen_to, args=("X", connX))
    threadY = threading.Thread(target=listen_to, args=("Y", connY))
    threadX.start()
    threadY.start()
    both_spoke.wait()

    reply = "Client %s: '%s' Received Before Client %s: '%s'" % (messages[0] + messages[1])
    connX.send(reply.encode())
    connY.send(reply.encode())

    print("Waiting a bit for clients to close their connections...")
    time.sleep(3)
    connX.close()
    connY.close()
    threadX.join()
    threadY.join()
    print("done! all is closed")


main()
