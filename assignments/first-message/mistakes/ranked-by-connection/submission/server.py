# Why do we need multithreading here? Each recv() waits until its own client says something, and we do
# not know who will be the first. A thread for each client can wait for both at the same time.
import socket
import threading

order = []
lock = threading.Lock()


def serve(name, conn):
    # the thread of one client: hear it and say so at once
    text = conn.recv(1024).decode()
    with lock:
        order.append((name, text))
    print(f"{name} said {text}")
    conn.sendall(b"Message received")


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("", 12000))
listener.listen(2)
print("Waiting for two clients")
# both have to be there before anybody is heard
clients = [("client X", listener.accept()[0]), ("client Y", listener.accept()[0])]
threads = [threading.Thread(target=serve, args=each) for each in clients]
for each in threads:
    each.start()
for each in threads:
    each.join()
(x, alice), (y, bob) = sorted(order)
answer = f"1st: {x}: {alice}, 2nd: {y}: {bob}"
print(answer)
for name, conn in clients:
    conn.sendall(answer.encode())
    conn.close()
