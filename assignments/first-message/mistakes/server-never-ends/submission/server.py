# server.py
#
# Each client is served by its own thread. Multithreading is necessary here as recv() is blocking:
# otherwise a slow first client would hide that the second one was in fact the first to send.
import socket
import threading

lock = threading.Lock()


def client_thread(name, conn, log):
    """Append (name, message) to the log."""
    message = conn.recv(1024).decode()
    with lock:
        log.append((name, message))
        print(name, "->", message)


welcome = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
welcome.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
welcome.bind(("localhost", 12000))
welcome.listen(5)

# serve one pair after the other until Ctrl-C
while True:
    print("Waiting for a pair of clients")
    log = []
    x = welcome.accept()[0]
    y = welcome.accept()[0]
    threads = [threading.Thread(target=client_thread, args=("X", x, log)),
               threading.Thread(target=client_thread, args=("Y", y, log))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    # everybody gets the same sentence
    sentence = "{}: {} received before {}: {}".format(*log[0], *log[1])
    for conn in (x, y):
        conn.send(sentence.encode())
        conn.close()
    print("<-", sentence)
