"""client.py - Assignment 2, one of the two clients"""
import socket


def main():
    user = input("Username: ")
    host, port = input("Server (host:port): ").split(":")
    # the connection has to be there before we can send
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.connect((host, int(port)))
    print("Hello", user, "- you are connected to the server at", host, "port", port)
    if input("Is the other client ready? (yes/no) ") != "yes":
        print("Then come back later.")
        return
    text = input(user + "> ")
    sock.sendall(text.encode("utf-8"))
    print("I said:", text)
    # this blocks until both clients have sent their message
    answer = sock.recv(2048).decode("utf-8")
    print("Server said:", answer)
    sock.close()


if __name__ == "__main__":
    main()
