# PA3: the server
# multithreading is needed: 2 clients, recv() blocks, we don't know who is first
import socket
import threading

class Client(threading.Thread):
    def __init__(self, conn, name):
        threading.Thread.__init__(self)
        self.conn = conn
        self.letter = name
        self.msg = None
        self.first = False

    def run(self):
        # wait for the message, and see if the other thread has had one already
        global anyone
        self.msg = self.conn.recv(1024).decode()
        print(self.letter + ": " + self.msg)
        if not anyone:
            anyone = True
            self.first = True

anyone = False
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind(("", 12000))
s.listen(2)
x = Client(s.accept()[0], "X")
y = Client(s.accept()[0], "Y")
print("connected to both")
x.start()
y.start()
x.join()
y.join()
# tell them
for c in (x, y):
    if c.first:
        answer = "Your message was received first"
    else:
        answer = "Your message was received second"
    c.conn.send(answer.encode())
    print("to " + c.letter + ": " + answer)
    c.conn.close()
