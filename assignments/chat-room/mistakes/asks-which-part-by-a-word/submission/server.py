'''A server that tells which client spoke first. Run with --extra for the chat.

On multithreading: recv() stops the calling thread until bytes arrive. To wait for two
clients at once, two threads are required; otherwise the message of the second could not
be seen until the first has sent its own.
'''
import socket, sys, threading
from net import recv_msg, send_msg

def accept_two(port=12001):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("", port))
    listener.listen(2)
    print("The server is waiting to receive two connections....")
    result = []
    for nth, name in (("first", "X"), ("second", "Y")):
        conn, _ = listener.accept()
        print("Accepted " + nth + " connection, calling it client " + name)
        result.append((name, conn))
    listener.close()
    for name, conn in result:
        send_msg(conn, "Client " + name + " has connected.")
    return result

def main():
    clients = accept_two()
    print("Waiting to receive messages from client X and client Y....")
    got, lock = [], threading.Lock()
    def listen(name, conn):
        text = recv_msg(conn)
        with lock:
            got.append(name + ": " + text)
    threads = [threading.Thread(target=listen, args=c) for c in clients]
    for t in threads: t.start()
    for t in threads: t.join()
    for _, conn in clients:
        send_msg(conn, " received before ".join(got))
    print("Waiting a bit for clients to close their connections")
    for _, conn in clients:
        conn.close()
    print("Done.")

def extra():
    clients = accept_two()
    over = threading.Event()
    def relay(name, src, dst):
        try:
            while True:
                text = recv_msg(src)
                send_msg(dst, name + ": " + text)
                if text == "Bye":
                    break
        except EOFError:
            pass
        over.set()
    (_, x), (_, y) = clients
    threading.Thread(target=relay, args=("X", x, y), daemon=True).start()
    threading.Thread(target=relay, args=("Y", y, x), daemon=True).start()
    over.wait()
    x.close(); y.close()
    print("Done.")

if __name__ == "__main__":
    if input("Which part, main or chat? ") == "chat":
        extra()
    else:
        main()
