import socket, threading
s = socket.socket(); s.connect(('localhost', 12000))
print(s.recv(1024).decode())
def rx():
    while True:
        d = s.recv(1024)
        if not d: break
        print(d.decode())
t = threading.Thread(target=rx); t.start()
s.send(input('\033[1mEnter a message to send to the server: \033[0m').encode())
t.join(); s.close()
