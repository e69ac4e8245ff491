# client with a menu
from socket import *

s = socket(AF_INET, SOCK_STREAM)
s.connect(("localhost", 12000))
# loop until exit
while True:
    print("---- MENU ----")
    print("1. Send message")
    print("2. View reply")
    print("3. Exit")
    c = input("Select: ")
    if c == "1":
        m = input("Message: ")
        s.send(m.encode())
        print("You sent", m)
    elif c == "2":
        print("Reply:", s.recv(1024).decode())
    elif c == "3":
        break
s.close()
