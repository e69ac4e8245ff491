# Client.   python3 client.py         first message
# asks whether to chat (extra credit)
import os
import socket
import sys
import threading

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect(('localhost', 12000))


def first_message():
    message = input('Message: ')
    sock.sendall(message.encode())
    print('Sent:', message)
    sock.settimeout(0.5)
    # try again until the answer is there
    while True:
        try:
            answer = sock.recv(1024)
            break
        except socket.timeout:
            pass
    print('Answer:', answer.decode())


def show():
    """Thread: print what the other client says."""
    while True:
        data = sock.recv(1024)
        if not data:
            print('The chat has ended')
            os._exit(0)
        print(data.decode())


def chat():
    print('Chat, Bye ends it')
    threading.Thread(target=show, daemon=True).start()
    while True:
        line = input()
        sock.sendall(line.encode())
        print('me: ' + line)


if input('Chat (y/n)? ') == 'y':
    chat()
else:
    first_message()
sock.close()
