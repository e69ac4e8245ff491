import socket

sock = socket.create_connection(("localhost", 12000))
first = sock.recv(1024).decode()
print(first)
mine = "X" in first
while True:
    if mine:
        text = input("you: ")
        sock.sendall(text.encode())
    else:
        data = sock.recv(1024)
        if not data:
            break
        print("other:", data.decode())
    mine = not mine
