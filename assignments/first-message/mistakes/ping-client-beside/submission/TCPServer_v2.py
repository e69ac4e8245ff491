# final version!! use this one
# PA3 - CST311 - group 2
# multithreading is needed since the server must listen to the two clients simultaneously. recv() blocks.
import socket
import threading
HOST = '127.0.0.1'
PORT = 12000
list_of_msgs = []
def client_thread(conn, name):
    message = conn.recv(2048)
    list_of_msgs.append(name + ': ' + message.decode())
    print('<' + name + '> ' + message.decode())
server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind((HOST, PORT))
server.listen(100)
conn_x, addr = server.accept()
print(addr[0] + ' connected as X')
conn_y, addr = server.accept()
print(addr[0] + ' connected as Y')
a = threading.Thread(target=client_thread, args=(conn_x, 'X'))
b = threading.Thread(target=client_thread, args=(conn_y, 'Y'))
a.start(); b.start(); a.join(); b.join()
to_send = list_of_msgs[0] + ' received before ' + list_of_msgs[1]
conn_x.send(to_send.encode())
conn_y.send(to_send.encode())
print('sent: ' + to_send)
conn_x.close()
conn_y.close()
server.close()
