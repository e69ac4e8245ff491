"""Programs that grow without end, and programs that fight back."""

BOMBS = {
    "forks for ever": """
import os
print("go", flush=True)
while True:
    try:
        os.fork()
    except OSError:
        pass
""",
    "forks and waits": """
import os
print("go", flush=True)
while True:
    if os.fork() == 0:
        os._exit(0)
    os.wait()
""",
    "threads for ever": """
import os, threading
print("go", flush=True)
try:
    while True:
        threading.Thread(target=threading.Event().wait).start()
except RuntimeError:
    os._exit(1)
""",
    "fills its memory": """
print("go", flush=True)
kept = []
while True:
    kept.append(bytearray(10**6))
""",
    "fills memory with children": """
import os, time
print("go", flush=True)
for _ in range(5):
    if os.fork() == 0:
        break
kept = bytearray(60 * 2**20)
for place in range(0, len(kept), 4096):
    kept[place] = 1
while True:
    time.sleep(0.1)
""",
    "prints for ever": """
while True:
    print("x" * 1000)
""",
    "prints drop by drop": """
import time
while True:
    print("x", flush=True)
    time.sleep(0.001)
""",
    "computes for ever": """
print("go", flush=True)
while True:
    pass
""",
    "starts itself again": """
import os, sys
if len(sys.argv) == 1:
    print("go", flush=True)
os.execv(sys.executable, [sys.executable, __file__, "again"])
""",
    "sends to itself for ever": """
import socket, threading
listener = socket.create_server(("127.0.0.1", 12000))
print("go", flush=True)
one = socket.create_connection(("127.0.0.1", 12000))
two = listener.accept()[0]
one.send(b"x")
def turn(plug):
    while True:
        plug.send(plug.recv(1))
threading.Thread(target=turn, args=(one,)).start()
turn(two)
""",
    "opens every descriptor": """
import os
print("go", flush=True)
kept = []
try:
    while True:
        kept.append(os.open("/dev/null", 0))
except OSError as error:
    print(error.errno, len(kept))
""",
    "fills its disk": """
print("go", flush=True)
file = open("big", "wb")
while True:
    file.write(bytes(10**6))
""",
}

HOSTILE = {
    "kills everybody": """
import os
try:
    os.kill(-1, 9)
except OSError:
    pass
print("alive", flush=True)
input()
""",
    "kills its parent": """
import os
os.kill(os.getppid(), 9)
print("alive", flush=True)
input()
""",
    "stops everybody": """
import os
try:
    os.kill(-1, 19)
except OSError:
    os.kill(1, 19)
print("alive", flush=True)
input()
""",
    "kills its group": """
import os, signal
os.killpg(0, signal.SIGTERM)
""",
    "ignores signals": """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
print("deaf", flush=True)
while True:
    signal.pause()
""",
    "daemonises": """
import os, time
if os.fork():
    os._exit(0)
os.setsid()
if os.fork():
    os._exit(0)
while True:
    time.sleep(0.05)
""",
    "closes its terminal": """
import os, signal
for descriptor in range(3):
    os.close(descriptor)
signal.pause()
""",
    "leaves a thread": """
import sys, threading
threading.Thread(target=threading.Event().wait).start()
sys.exit(3)
""",
    "lets itself be traced": """
import ctypes
ctypes.CDLL(None).ptrace(0, 0, 0, 0)
input()
""",
}
