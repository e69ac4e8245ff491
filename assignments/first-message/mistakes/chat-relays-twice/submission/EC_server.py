# Extra credit: chat server
#
# Why threads: both clients may write at any time, and recv() blocks. Each client has its own
# thread which listens to it and passes everything on to the other client.
import socket
import threading

# relay everything from one client to the other one
def relay(name, me, other):
    while True:
        try:
            data = me.recv(1024)
        except OSError:
            break
        if not data:
            break
        text = data.decode()
        print(name + ": " + text)
        other.sendall(data)
        # Bye ends the chat for both
        if text.strip() == "Bye":
            break
        other.sendall(data)
    hang_up(me)
    hang_up(other)

# shutdown wakes the other thread, close alone does not
def hang_up(conn):
    try:
        conn.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    conn.close()

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("", 12000))
server.listen(2)
print("Chat server is ready")
# both have to be here before the chat begins
x, _ = server.accept()
print("X joined")
y, _ = server.accept()
print("Y joined")
threading.Thread(target=relay, args=("X", x, y)).start()
threading.Thread(target=relay, args=("Y", y, x)).start()
