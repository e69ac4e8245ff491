"""Usage: client.py NAME [HOST [PORT]]"""
import json, socket, sys, threading
name = sys.argv[1] if len(sys.argv) > 1 else "X"
host = sys.argv[2] if len(sys.argv) > 2 else "localhost"
port = int(sys.argv[3]) if len(sys.argv) > 3 else 12000
s = socket.create_connection((host, port))
f = s.makefile("rw")
def put(**kw):
    f.write(json.dumps(kw) + "\n"); f.flush()
put(type="hello", name=name)
print("From server:", json.loads(f.readline())["text"])
def rx():
    while True:
        line = f.readline()
        if not line: break
        m = json.loads(line)
        print("From server:", m["text"])
        if m["type"] == "close":
            break
    s.shutdown(socket.SHUT_RDWR)
t = threading.Thread(target=rx); t.start()
put(type="msg", text=input("Enter a message to send to the server: "))
t.join()
s.close()
