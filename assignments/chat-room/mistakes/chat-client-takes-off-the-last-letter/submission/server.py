# chat room server
import socket
import threading

messages = []
lock = threading.Lock()
both = threading.Event()

def handle_client(conn, name):
    data = conn.recv(1024).decode()
    with lock:
        messages.append((name, data))
        if len(messages) == 2:
            both.set()
    both.wait()

def main():
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("", 12000))
    server.listen(2)
    print("The server is waiting to receive two connections....")
    x, addr = server.accept()
    print("Accepted first connection, calling it client X")
    y, addr = server.accept()
    print("Accepted second connection, calling it client Y")
    x.send("Client X has connected.".encode())
    y.send("Client Y has connected.".encode())
    print("Waiting to receive messages from client X and client Y....")
    tx = threading.Thread(target=handle_client, args=(x, "X"))
    ty = threading.Thread(target=handle_client, args=(y, "Y"))
    tx.start()
    ty.start()
    both.wait()
    reply = f"{messages[0][0]}: {messages[0][1]} received before {messages[1][0]}: {messages[1][1]}"
    x.send(reply.encode())
    y.send(reply.encode())
    print("Waiting a bit for clients to close their connections")
    tx.join()
    ty.join()
    x.close()
    y.close()
    server.close()
    print("Done.")

main()
