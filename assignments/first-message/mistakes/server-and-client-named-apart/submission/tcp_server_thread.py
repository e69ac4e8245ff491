#!/usr/bin/env python3
"""
CST311 Programming Assignment 2        Server
Team 9

Why multithreading?
    Both clients may send at any moment.  socket.recv() blocks the caller, so with just
    one thread the server would be stuck waiting for one client while the other one has
    already sent something.  One thread per client lets us notice who was really first.
"""
import socket, threading

HOST = '0.0.0.0'
PORT = 12000
cond = threading.Condition()      # protects `order`
order = []                        # [(label, text), ...] as they arrive


class ClientHandler(threading.Thread):
    """One of these for each client."""

    def __init__(self, label, conn):
        super().__init__(name='client-' + label)
        self.label = label
        self.conn = conn

    def run(self):
        # wait for the message of this client
        text = self.conn.recv(2048).decode()
        with cond:
            order.append((self.label, text))
            print('[SERVER] client %s sent message %d: %s' % (self.label, len(order), text))
            cond.notify_all()
            # now hold on until the other one has spoken
            while len(order) < 2:
                cond.wait()
        ack = '{}: {} received before {}: {}'.format(*(order[0] + order[1]))
        self.conn.sendall(ack.encode())
        print('[SERVER] told client %s: %s' % (self.label, ack))
        self.conn.close()


def main():
    print('=' * 40)
    print('   TCP SERVER v1.0   (Team 9)')
    print('=' * 40)
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((HOST, PORT))
    s.listen(2)
    print('[SERVER] The server is waiting to receive 2 connections....')
    handlers = []
    for label in 'XY':
        c, a = s.accept()
        print('[SERVER] Accepted connection from', a, 'calling it client', label)
        handlers.append(ClientHandler(label, c))
    # both are here: only now start to receive
    for h in handlers:
        h.start()
    print('[SERVER] Waiting to receive messages from client X and client Y....')
    for h in handlers:
        h.join()
    print('[SERVER] Done.')


if __name__ == '__main__':
    main()
