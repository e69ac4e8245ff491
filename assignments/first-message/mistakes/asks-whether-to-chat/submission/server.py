# Server with non-blocking sockets: first message, or the chat (extra credit)
# asks whether to chat (extra credit)
# Explanation: with blocking sockets multithreading is needed, because the server would hang in
# the recv of one client while the other has already sent, and could not tell the order. I
# let a reader thread poll both sockets while the main thread waits for the result.
import socket
import sys
import threading
import time

PORT = 12000
results = []
clients = []


def accept_both(server):
    """Wait for X and Y; accept has a timeout so that Ctrl+C works."""
    server.settimeout(1)
    while len(clients) < 2:
        try:
            conn, addr = server.accept()
        except socket.timeout:
            continue
        conn.setblocking(False)
        clients.append(conn)
        print('Client', 'XY'[len(clients) - 1], 'connected')


def poll_messages():
    """Look at both sockets in turns until each has said something."""
    pending = {0, 1}
    while pending:
        for i in list(pending):
            try:
                text = clients[i].recv(1024).decode()
            except BlockingIOError:
                continue
            results.append('XY'[i] + ': ' + text)
            pending.discard(i)
            print('Received', results[-1])
        time.sleep(0.05)


def first_message():
    reader = threading.Thread(target=poll_messages)
    reader.start()
    reader.join()
    answer = results[0] + ' received before ' + results[1]
    for conn in clients:
        conn.sendall(answer.encode())
        print('Sent', answer)


def chat():
    """Relay until somebody says Bye."""
    over = False
    while not over:
        for i in (0, 1):
            try:
                data = clients[i].recv(1024)
            except BlockingIOError:
                continue
            if not data:
                over = True
                break
            text = data.decode()
            print('XY'[i] + ': ' + text)
            clients[1 - i].sendall(('XY'[i] + ': ' + text).encode())
            if text == 'Bye':
                over = True
                break
        time.sleep(0.05)


def main():
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.bind(('', PORT))
    server.listen(2)
    print('Server is listening')
    accept_both(server)
    if input('Chat (y/n)? ') == 'y':
        chat()
    else:
        first_message()
    for conn in clients:
        conn.close()
    server.close()


main()
