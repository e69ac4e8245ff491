import socket
c = socket.create_connection(("127.0.0.1", 12001))
hello = c.recv(2048).decode()
print(hello)
mine = "begin" in hello
while True:
    if mine:
        m = input("Enter a message to send to the server: ")
        print("I said: " + m)
        c.sendall(m.encode())
        if m == "Bye":
            break
    else:
        m = c.recv(2048).decode()
        if m == "":
            break
        print(m)
        if m.endswith(": Bye"):
            break
    mine = not mine
c.close()
