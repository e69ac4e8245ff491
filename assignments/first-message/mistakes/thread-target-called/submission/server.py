# The server. Threads: recv blocks. To listen to 2 clients at once we need 2 threads, otherwise we'd only hear one of them.
import socket
import threading

messages = []

# takes the message of one client
def listenTo(conn, label):
    text = conn.recv(1024).decode()
    messages.append(label + ": " + text)
    print(label + " wrote: " + text)

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind(("", 12000))
s.listen(2)
print("Server is listening")
x, xaddr = s.accept()
y, yaddr = s.accept()
# one thread for each client
print("Starting threads")
thread1 = threading.Thread(target=listenTo(x, "X"))
thread2 = threading.Thread(target=listenTo(y, "Y"))
thread1.start()
thread2.start()
thread1.join()
thread2.join()
# the first in the list was the first to come
answer = messages[0] + " received before " + messages[1]
x.sendall(answer.encode())
y.sendall(answer.encode())
print("Answer: " + answer)
x.close()
y.close()
