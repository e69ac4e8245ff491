#!/usr/bin/env python3
import socket
import threading

arrival = []
conns = {}


def finish():
    answer = f"{arrival[0][0]}: {arrival[0][1]} received before {arrival[1][0]}: {arrival[1][1]}"
    for c in conns.values():
        c.sendall(answer.encode())
    print("Waiting a bit for clients to close their connections")
    for c in conns.values():
        c.close()
    print("Done.")


def listen(name):
    arrival.append((name, conns[name].recv(1024).decode()))
    if len(arrival) == 2:
        finish()


if __name__ == "__main__":
    with socket.create_server(("", 12000)) as srv:
        print("The server is waiting to receive two connections....")
        for number, name in [("first", "X"), ("second", "Y")]:
            conns[name], _ = srv.accept()
            print(f"Accepted {number} connection, calling it client {name}")
    for name, c in conns.items():
        c.sendall(f"Client {name} has connected.".encode())
    print("Waiting to receive messages from client X and client Y....")
    for name in conns:
        threading.Thread(target=listen, args=(name,), daemon=True).start()
