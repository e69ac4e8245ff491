"""PA3: TCP chat room, client side."""
import sys
from socket import AF_INET, SOCK_STREAM, socket
from threading import Event, Thread


def receive(connection, confirmed, over):
    """Print all that comes; the first thing that comes says that we may send."""
    for data in iter(lambda: connection.recv(1024), b""):
        sys.stdout.write("From Server: " + data.decode() + "\n")
        sys.stdout.flush()
        confirmed.set()
        if data.decode().endswith("close"):
            break
    over.set()


def main():
    connection = socket(AF_INET, SOCK_STREAM)
    connection.connect(("127.0.0.1", 12000))
    confirmed, over = Event(), Event()
    thread = Thread(target=receive, args=(connection, confirmed, over), daemon=True)
    thread.start()
    confirmed.wait()
    sys.stdout.write("Enter a message to send to the server: ")
    sys.stdout.flush()
    connection.send(sys.stdin.readline().strip().encode())
    over.wait()
    connection.close()
    thread.join()


if __name__ == "__main__":
    main()
