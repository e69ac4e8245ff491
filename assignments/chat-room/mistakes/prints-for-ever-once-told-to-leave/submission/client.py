import socket, threading
s = socket.socket()
s.connect(('127.0.0.1', 12000))
print('From Server:', s.recv(1024).decode())

def rec():
    while True:
        data = s.recv(1024).decode()
        print('From Server:', data)

t = threading.Thread(target=rec)
t.start()
m = input('Enter a message to send to the server: ')
s.send(m.encode())
t.join()
s.close()
