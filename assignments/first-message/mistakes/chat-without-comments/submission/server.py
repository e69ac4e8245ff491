"""
server.py - Assignment 2, message order server

Multithreading is needed because the server must listen to two clients at the same moment. A call
to recv() puts the calling thread to sleep until its client has sent something, so with only one
thread the server would be deaf to one client while it waits for the other one.
"""
import socket
import threading

HOST = ""
PORT = 12000


class ClientThread(threading.Thread):
    """Receives the message of one client."""

    order = []                  # filled by all threads, first come first
    guard = threading.Lock()    # protects the list above

    def __init__(self, label, sock):
        threading.Thread.__init__(self)
        self.label = label
        self.sock = sock

    def run(self):
        self.message = self.sock.recv(2048).decode("utf-8")
        with ClientThread.guard:
            ClientThread.order.append(self)
        print("From client %s: %s" % (self.label, self.message))


def main():
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind((HOST, PORT))
    listener.listen(5)
    print("Waiting for two clients...")

    # accept both first, start the threads afterwards
    workers = []
    for label in ["X", "Y"]:
        sock, address = listener.accept()
        print("Client", label, "is", address)
        workers.append(ClientThread(label, sock))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    # build the answer and send it to everybody
    first, second = ClientThread.order
    answer = "%s: %s received before %s: %s" % (first.label, first.message, second.label, second.message)
    print("Answer:", answer)
    for worker in workers:
        worker.sock.sendall(answer.encode("utf-8"))
        worker.sock.close()
    listener.close()


if __name__ == "__main__":
    main()
