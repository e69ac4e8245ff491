# first message - client, is started twice
import socket

HOST = 'localhost'
PORT = 12000


def main():
    # connect first, then ask for the one message
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.connect((HOST, PORT))
    message = input('Enter your message: ')
    sock.sendall(message.encode())
    print('You sent:', message)
    # the server says whose message was first
    answer = sock.recv(1024).decode()
    print('Server:', answer)
    sock.close()


if __name__ == '__main__':
    main()
