# client
import json
import socket
import threading

PORT = 12000


def listen(f):
    for line in f:
        msg = json.loads(line)
        print("From server:", msg["text"])
        if msg["type"] == "close":
            break


def main():
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.connect(("localhost", PORT))
    f = s.makefile()
    # wait until both are there
    hello = json.loads(f.readline())
    print("From server:", hello["text"])
    t = threading.Thread(target=listen, args=(f,))
    t.start()
    text = input("Enter a message to send to the server: ")
    s.sendall(json.dumps({"type": "message", "text": text}).encode() + b"\n")
    t.join()
    s.close()


main()
