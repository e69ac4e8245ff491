# client: the parent talks, the child listens, the parent does not wait
import os, socket, sys

host = sys.argv[1] if len(sys.argv) > 1 else "localhost"
port = int(sys.argv[2]) if len(sys.argv) > 2 else 12000

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
text = input("Your message: ")
pid = os.fork()
if pid == 0:
    # child: wait for the answer
    answer = s.recv(1024)
    print("From server:", answer.decode())
    s.close()
    sys.exit(0)
# parent: send what was typed
s.send(text.encode())
print("I sent:", text)
s.close()
