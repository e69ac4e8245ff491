# server.py: a chat room for two clients
import socket
import multiprocessing

serverPort = 12000
messages = multiprocessing.Queue()      # (name, message) in the order of arrival


def listen_to(name, conn):
    """Run by one process per client: wait for its message."""
    text = conn.recv(1024).decode()
    messages.put((name, text))
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

    listenerX = multiprocessing.Process(target=listen_to, args=("X", connX))
    listenerY = multiprocessing.Process(target=listen_to, args=("Y", connY))
    listenerX.start()
    listenerY.start()
    reply = "%s: %s received before %s: %s" % (messages.get() + messages.get())
    connX.send(reply.encode())
    connY.send(reply.encode())

    print("Waiting a bit for clients to close their connections")
    connX.close()
    connY.close()
    listenerX.join()
    listenerY.join()
    print("Done.")


main()
