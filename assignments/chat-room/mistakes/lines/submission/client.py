import socket
from threading import Thread

with socket.create_connection(("localhost", 12000)) as sock:
    lines = sock.makefile("r")
    print(lines.readline().rstrip())

    def show():
        for line in lines:
            print("<", line.rstrip())
            if line.startswith("Goodbye"):
                break

    thread = Thread(target=show)
    thread.start()
    text = input("Enter a message to send to the server: ")
    sock.sendall(text.encode() + b"\n")
    thread.join()
    lines.close()
