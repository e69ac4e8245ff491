import socket
s = socket.create_server(("127.0.0.1", 12001))
one, _ = s.accept()
two, _ = s.accept()
one.sendall(b"Client Ann has connected. You begin.")
two.sendall(b"Client Tom has connected. Wait for the first message.")
src, dst, name = one, two, "Tom"
while True:
    m = src.recv(2048).decode()
    dst.sendall((name + ": " + m).encode())
    if m == "Bye" or m == "":
        break
    src, dst = dst, src
    name = "Ann" if name == "Tom" else "Tom"
one.close()
two.close()
