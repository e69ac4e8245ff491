# Client: asks for the message first, then connects and sends it.
import socket

def main():
    message = input("What do you want to say? ")
    # connect over TCP
    s = socket.socket()
    s.connect(("127.0.0.1", 12000))
    s.sendall(message.encode())
    print("I said: %s" % message)
    # the reply from the server
    reply = s.recv(2048).decode()
    print("Server said: %s" % reply)
    s.close()

main()
