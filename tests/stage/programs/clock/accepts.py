import socket
listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen()
listener.settimeout(1)
count = 0
while count < 30:
    try:
        listener.accept()
    except socket.timeout:
        count += 1
print(count, 'timeouts')
