'''Chat client: type lines, see the lines of the other one. "Bye" ends.'''
import os
import socket
import sys
import threading

s = socket.create_connection((sys.argv[1] if len(sys.argv) > 1 else 'localhost', 12000))


def reader():
    """prints what the other client says"""
    for line in s.makefile('r'):
        print('Other:', line, end='', flush=True)
    print('-- chat closed --', flush=True)
    os._exit(0)


threading.Thread(target=reader).start()
print('Chat away!')
for line in sys.stdin:
    s.sendall(line.encode())
    print('You:', line, end='', flush=True)
