# server.py - who was first?
#
# The usual solution is multithreading, because recv() blocks and the server has to wait for two
# clients at once; with one blocking thread it would hear them in the order of its own calls.
# I do the waiting with a selector, so one thread is enough.
import selectors
import socket

PORT = 12000


def accept_both():
    """Return the two connections, X first."""
    with socket.create_server(("", PORT)) as listener:
        x = listener.accept()[0]
        print("X connected")
        y = listener.accept()[0]
        print("Y connected")
    return {"X": x, "Y": y}


def main():
    conns = accept_both()
    sel = selectors.DefaultSelector()
    for name, conn in conns.items():
        sel.register(conn, selectors.EVENT_READ, name)
    order = []
    # collect the messages as they come in
    while len(order) < 2:
        for key, _ in sel.select():
            text = key.fileobj.recv(4096).decode()
            print("%s: %s" % (key.data, text))
            order.append((key.data, text))
            sel.unregister(key.fileobj)
    reply = "%s: %s received before %s: %s" % (order[0] + order[1])
    for conn in conns.values():
        conn.sendall(reply.encode())
        conn.close()
    print("reply:", reply)


main()
