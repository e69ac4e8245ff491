# Gorse PA2 server
#
# Why is multithreading necessary? One process can only be in one recv() at a time. With a thread
# for every client the operating system wakes up the one whose client has sent something.
import socket
import threading
import time

results = []
ready = threading.Lock()


# thread for one client
def clientHandler(connectionSocket, letter):
    sentence = connectionSocket.recv(1024).decode()
    ready.acquire()
    results.append(letter + ": " + sentence)
    ready.release()


serverSocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serverSocket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
serverSocket.bind(("", 12001))
serverSocket.listen(1)
sockets = []
threads = []
# accept two clients and start a thread for each
while len(sockets) < 2:
    connectionSocket, addr = serverSocket.accept()
    thread = threading.Thread(target=clientHandler, args=(connectionSocket, "XY"[len(sockets)]))
    thread.start()
    sockets.append(connectionSocket)
    threads.append(thread)
for thread in threads:
    thread.join()
# now both messages are there
print("Received " + results[0])
print("Received " + results[1])
acknowledgement = results[0] + " received before " + results[1]
for connectionSocket in sockets:
    connectionSocket.send(acknowledgement.encode())
print("Sent " + acknowledgement)
# wait until the clients have read it
time.sleep(0.5)
for connectionSocket in sockets:
    connectionSocket.close()
