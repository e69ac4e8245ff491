"""Server of assignment 2 (Ben S.)

Threads: the program needs to hear from two sockets at the same moment.  recv() stops the thread
that calls it until a message is there, therefore every client gets a thread, and whichever comes
out of recv() first has heard the first message.  Without threads the server would have to guess
which client is going to be quicker.
"""
import socket
import threading
import time

PORT = 12000


class Arrival(threading.Thread):
    """Waits for the one message of a client and writes it on the board."""

    board = []
    guard = threading.Lock()

    def __init__(self, letter, plug):
        threading.Thread.__init__(self)
        self.letter = letter
        self.plug = plug

    def run(self):
        said = self.plug.recv(2048).decode()
        # one writer at a time
        with Arrival.guard:
            Arrival.board.append(self.letter + ": " + said)
            print("got", Arrival.board[-1])


welcome = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
welcome.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
welcome.bind(("", PORT))
welcome.listen(2)
print("waiting for X and Y on port", PORT)

# both of them have to be here before anybody listens
plugs = []
for letter in "XY":
    plug, address = welcome.accept()
    print(letter, "has come from", address[0])
    plugs.append(plug)

arrivals = [Arrival(letter, plug) for letter, plug in zip("XY", plugs)]
for arrival in arrivals:
    arrival.start()
for arrival in arrivals:
    arrival.join()

answer = " received before ".join(Arrival.board)
for plug in plugs:
    plug.send(answer.encode())
print("told both:", answer)

# let the clients close their side first, or the port stays in TIME_WAIT
time.sleep(10)
for plug in plugs:
    plug.close()
welcome.close()
print("closed")
