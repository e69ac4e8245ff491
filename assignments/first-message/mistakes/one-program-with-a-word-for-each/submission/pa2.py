"""Programming assignment 2, everything in one file.

    python3 pa2.py server
    python3 pa2.py X
    python3 pa2.py Y

Why multithreading is needed: the server has to wait for the messages of two clients at
once. A blocking recv on one connection would hide that the other client was faster. With
threads (or with selectors as below) the server waits for both at the same time.
"""
import selectors
import socket
import argparse

ADDRESS = ('127.0.0.1', 12000)


def server():
    """Accept X and Y, receive their messages, tell both which was first."""
    sel = selectors.DefaultSelector()
    with socket.create_server(ADDRESS) as listening:
        print('server: waiting for clients')
        clients = []
        for name in ('X', 'Y'):
            conn, _ = listening.accept()
            clients.append((name, conn))
            print('server: client', name, 'connected')
        # from now on messages may be read
        for name, conn in clients:
            sel.register(conn, selectors.EVENT_READ, name)
        messages = []
        while len(messages) < 2:
            for key, _ in sel.select():
                text = key.fileobj.recv(1024).decode()
                messages.append(key.data + ': ' + text)
                sel.unregister(key.fileobj)
                print('server: received', messages[-1])
        answer = ' received before '.join(messages)
        for name, conn in clients:
            conn.sendall(answer.encode())
            print('server: sent to', name, answer)
            conn.close()


def client(name):
    """Send one message of the user's and show the answer."""
    with socket.create_connection(ADDRESS) as conn:
        text = input('client ' + name + ': message? ')
        conn.sendall(text.encode())
        print('client', name, 'sent:', text)
        print('client', name, 'received:', conn.recv(1024).decode())


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('role', choices=['server', 'X', 'Y'])
    role = parser.parse_args().role
    server() if role == 'server' else client(role)
