"""client.py - Assignment 2, one of the two clients"""
import socket

HOST = "127.0.0.1"
PORT = 12000


def main():
    # the connection has to be there before we can send
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.connect((HOST, PORT))
    print("Connected to the server")
    text = input("What do you want to say? ")
    sock.sendall(text.encode("utf-8"))
    print("I said:", text)
    # this blocks until both clients have sent their message
    answer = sock.recv(2048).decode("utf-8")
    print("Server said:", answer)
    sock.close()


if __name__ == "__main__":
    main()
