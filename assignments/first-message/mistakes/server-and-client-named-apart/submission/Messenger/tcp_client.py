# Messenger: extra credit client, with select
import select, socket, sys
s = socket.socket()
s.connect(('localhost', 12000))
print('Connected. Write something.')
while True:
    r, _, _ = select.select([s, sys.stdin], [], [])
    if s in r:
        data = s.recv(1024)
        if not data:
            print('Server closed the connection')
            break
        print('<Other> ' + data.decode())
    if sys.stdin in r:
        msg = sys.stdin.readline().strip()
        s.sendall(msg.encode())
        print('<You> ' + msg)
