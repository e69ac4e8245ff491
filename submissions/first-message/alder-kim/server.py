# Alder, Kim - CST assignment 2 - server
#
# Why multithreading is needed here:
# We do not know in advance which client will send its message first. A call of recv() blocks, so
# one thread can wait for one client only. If we waited for X first and Y was quicker, we would get
# the order wrong. Two threads wait for both clients simultaneously. They share the list `inbox`;
# the lock makes sure that only one thread at a time adds to it.

import socket
import threading

HOST = ""           # all addresses of this machine
PORT = 12000

inbox = []          # (client name, message) in order of arrival
inbox_lock = threading.Lock()


def wait_for_message(client_name, connection):
    """Thread: receive one message and put it into the inbox."""
    message = connection.recv(1024).decode()
    with inbox_lock:
        inbox.append((client_name, message))
    print(f"Message from {client_name}: {message}")


def main():
    # welcoming socket
    server_socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server_socket.bind((HOST, PORT))
    server_socket.listen(2)
    print("The server is ready to receive two connections")

    # accept both clients before any message is received
    client_x, _ = server_socket.accept()
    print("Accepted first connection, calling it X")
    client_y, _ = server_socket.accept()
    print("Accepted second connection, calling it Y")

    # one thread per client
    thread_x = threading.Thread(target=wait_for_message, args=("X", client_x))
    thread_y = threading.Thread(target=wait_for_message, args=("Y", client_y))
    thread_x.start()
    thread_y.start()
    thread_x.join()
    thread_y.join()

    # both messages are in, in the right order
    (name1, text1), (name2, text2) = inbox
    response = f"{name1}: {text1} received before {name2}: {text2}"
    for client in (client_x, client_y):
        client.sendall(response.encode())
        client.close()
    print("Sent acknowledgment to both X and Y:", response)
    server_socket.close()


main()
