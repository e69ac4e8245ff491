# Extra credit: chat client for X and Y
import os, socket, threading

host = input("Chat server address: ")
port = int(input("Chat server port: "))
nick = input("Choose a nickname: ")
sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect((host, port))
print("Welcome " + nick + "! Say Bye to leave.")

# prints what the other one says
def show():
    while True:
        data = sock.recv(1024)
        if not data:
            break
        print("\n<< " + data.decode())
    print("Chat is over")
    os._exit(0)

threading.Thread(target=show).start()
# read the keyboard for ever
while True:
    print("1) Send a message\n2) Quit")
    if input("Choice: ") == "2":
        os._exit(0)
    text = input("Message: ")
    sock.sendall(text.encode())
    print(">> " + text)
