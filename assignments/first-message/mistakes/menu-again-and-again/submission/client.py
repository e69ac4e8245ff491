# Client with a menu
import socket
import sys

MENU = """
===== MENU =====
 1 - Connect to server
 2 - Send a message
 3 - Show reply
 4 - Quit
================"""
# there is no connection until it is asked for
sock = None
while True:
    print(MENU)
    choice = input("Your choice: ").strip()
    if choice == "1":
        # connect only once
        if sock is None:
            sock = socket.socket()
            sock.connect((sys.argv[1] if len(sys.argv) > 1 else "localhost", 12000))
            print("Connected!")
        else:
            print("You are connected already")
    elif choice == "2":
        if sock is None:
            print("Connect first")
            continue
        msg = input("Message: ")
        sock.sendall(msg.encode())
        print("Sent:", msg)
    elif choice == "3":
        # waits for the other client
        if sock:
            print("Reply:", sock.recv(1024).decode())
    elif choice == "4":
        print("Bye")
        break
    else:
        print("Unknown choice")
