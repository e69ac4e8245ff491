# Programming assignment 2 - server
# Why do we need multithreading?
# recv() blocks. If the server used a single thread it would have to pick one of the two
# clients and wait for it, and could not notice that the other client's message arrived
# earlier. With one thread per client both recv() calls wait at the same time, so the
# server can tell which message really came first.
import socket
import threading

PORT = 12000

shared = {'order': [], 'messages': {}}   # data shared between the threads
lock = threading.Lock()                  # protects shared
both_done = threading.Event()            # set once both messages are in


def handle(conn, name):
    """Receive the one message of a client and remember when it came."""
    msg = conn.recv(1024).decode()
    with lock:
        shared['messages'][name] = msg
        shared['order'].append(name)
        print('Client %s sent message: %s' % (name, msg))
        if len(shared['order']) == 2:
            both_done.set()
    # wait until the other client's message is here too
    both_done.wait()
    first, second = shared['order']
    reply = '%s: %s received before %s: %s' % (
        first, msg, second, shared['messages'][second])
    conn.send(reply.encode())
    print('Sent to %s: %s' % (name, reply))
    conn.close()


def main():
    # TCP socket
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.bind(('', PORT))
    server.listen(2)
    print('The server is waiting to receive 2 connections...')
    # accept both clients before anything is received
    conn_x, addr_x = server.accept()
    print('Accepted first connection, calling it client X')
    conn_y, addr_y = server.accept()
    print('Accepted second connection, calling it client Y')
    print('Waiting to receive messages from client X and client Y...')
    tx = threading.Thread(target=handle, args=(conn_x, 'X'))
    ty = threading.Thread(target=handle, args=(conn_y, 'Y'))
    tx.start()
    ty.start()
    tx.join()
    ty.join()
    server.close()
    print('Done.')


if __name__ == '__main__':
    main()
