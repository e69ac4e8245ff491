#!/usr/bin/env python3
# PA2: which message was first?   (server side)
#
# Reason for multithreading: both clients can send at any time and in any order. We would have to
# guess whose recv() to call first. Threads let us block on both connections concurrently, and the
# queue hands the messages to the main thread in the order in which they came in.
import socket
import threading
import queue

arrived = queue.Queue()


def listen_to(client, conn):
    """Thread function: put the client's message into the queue."""
    data = conn.recv(1024)
    arrived.put((client, data.decode()))


def run(port=12000):
    """Serve one X and one Y."""
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(('0.0.0.0', port))
        s.listen()
        print('listening on', port)
        conns = {}
        # nobody is heard until the second accept() has returned
        for client in 'XY':
            conns[client], _ = s.accept()
            print(client, 'connected')

    for client in conns:
        threading.Thread(target=listen_to, args=(client, conns[client])).start()

    # get() waits for the next message, whoever sent it
    one, text1 = arrived.get()
    print(f'{one} says {text1}')
    two, text2 = arrived.get()
    print(f'{two} says {text2}')

    result = f'{one}: {text1} received before {two}: {text2}'
    print(result)
    for conn in conns.values():
        conn.sendall(result.encode())
        conn.close()


run()
