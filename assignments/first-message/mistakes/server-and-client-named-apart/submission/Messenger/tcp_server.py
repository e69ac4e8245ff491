# Messenger: extra credit server, with select
import select, socket, sys

srv = socket.socket()
srv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
srv.bind(('', 12000))
srv.listen(10)
inputs = [srv]
names = {}
running = True
while running:
    r, w, e = select.select(inputs, [], inputs)
    for s in r:
        if s is srv:
            c, a = srv.accept()
            names[c] = 'Client %d' % (len(names) + 1)
            inputs.append(c)
            print(names[c], 'connected from', a)
            continue
        data = s.recv(1024)
        if not data:
            inputs.remove(s)
            continue
        print(names[s] + ': ' + data.decode())
        # relay to everybody else
        for other in names:
            if other is not s:
                other.sendall(data)
        if data.decode().strip().lower() == 'bye':
            running = False
            break
for c in names:
    c.close()
srv.close()
print('Chat is over')
