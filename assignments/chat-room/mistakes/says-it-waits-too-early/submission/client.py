# -*- coding: utf-8 -*-
# Client of the chat room. Author: Åsa
import argparse
import socket
import threading

parser = argparse.ArgumentParser()
parser.add_argument("--host", default="localhost")
parser.add_argument("--port", type=int, default=12000)
args = parser.parse_args()
lock = threading.Lock()

def show(text):
    with lock:
        print("\033[32m%s\033[0m" % text)

def rx(sock):
    with sock:
        while True:
            data = sock.recv(1024)
            if not data:
                show("server has hung up")
                return
            show(data.decode(errors="replace"))

sock = socket.create_connection((args.host, args.port))
show("connected to %s:%d" % (args.host, args.port))
show(sock.recv(1024).decode())
th = threading.Thread(target=rx, args=(sock,), name="receiver")
th.start()
msg = ""
while not msg.strip():
    msg = input("(say something) Enter a message to send to the server: ")
sock.sendall(msg.encode())
show("sent.")
th.join()
