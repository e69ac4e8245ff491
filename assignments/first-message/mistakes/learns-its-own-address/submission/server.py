# Who spoke first: the server
# Multithreading is needed because the server receives from two clients at once and recv() blocks;
# with one thread only it would not notice who sends first.
import socket
import threading

PORT = 12000

def get_ip():
    # finds the IP address of this computer
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        s.connect(('8.8.8.8', 80))
        ip = s.getsockname()[0]
    except Exception:
        ip = '127.0.0.1'
    finally:
        s.close()
    return ip

messages = []

def receive(conn, name):
    # one thread for every client
    text = conn.recv(1024).decode()
    messages.append(name + ': ' + text)
    print('Received from ' + name + ': ' + text)

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.bind((get_ip(), PORT))
server.listen(2)
print('Server IP address: ' + get_ip())
print('Waiting for clients on port ' + str(PORT))
x, ax = server.accept()
print('X connected from ' + ax[0])
y, ay = server.accept()
print('Y connected from ' + ay[0])
threads = [threading.Thread(target=receive, args=(x, 'X')), threading.Thread(target=receive, args=(y, 'Y'))]
for t in threads:
    t.start()
for t in threads:
    t.join()
answer = messages[0] + ' received before ' + messages[1]
print('Sent: ' + answer)
for c in (x, y):
    c.send(answer.encode())
    c.close()
server.close()
