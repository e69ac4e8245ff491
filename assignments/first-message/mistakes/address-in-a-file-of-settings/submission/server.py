# Program: server.py
# Assignment 2
# Why multithreading is needed:
#   Both clients stay connected at the same time and either one can send first. If the program ran
#   in one thread it would block on the first client and never notice if the other client sent earlier.
#   Threads run at the same time so whoever sends first gets recorded first.
import configparser
import os
import socket
import threading
import time

config = configparser.ConfigParser()
config.read(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'config.ini'))
PORT = config.getint('network', 'port')

# message of each client together with the time it was received
record = {}


def receive(conn, name):
    """receive one message, remember the time"""
    msg = conn.recv(1024).decode()
    record[name] = (time.time_ns(), msg)
    print(f'{name} said: {msg}')


if __name__ == '__main__':
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.bind(('0.0.0.0', PORT))
    sock.listen(5)
    connX, addrX = sock.accept()
    connY, addrY = sock.accept()
    print('both clients connected')
    tx = threading.Thread(target=receive, args=(connX, 'X'))
    ty = threading.Thread(target=receive, args=(connY, 'Y'))
    tx.start()
    ty.start()
    tx.join()
    ty.join()
    if record['X'][0] < record['Y'][0]:
        reply = f"X: {record['X'][1]} received before Y: {record['Y'][1]}"
    else:
        reply = f"Y: {record['Y'][1]} received before X: {record['X'][1]}"
    print('Server reply to both clients:', reply)
    connX.send(reply.encode())
    connY.send(reply.encode())
    connX.close()
    connY.close()
    sock.close()
