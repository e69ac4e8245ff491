import socket, threading
s = socket.socket(); s.connect(("localhost", 12000))
print("Connected. Waiting for the other client ...")
print(s.recv(1000).decode())
t = threading.Thread(target=lambda: print("\nServer:", s.recv(1000).decode())); t.start()
while True:
    print("1) Enter a message to send to the server")
    print("2) Quit")
    choice = input("Your choice: ")
    if choice == "1":
        s.send(input("Enter a message to send to the server: ").encode())
        break
    if choice == "2":
        break
    print("No such choice")
t.join(); s.close()
