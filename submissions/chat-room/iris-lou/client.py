from socket import *
clientSocket = socket(AF_INET, SOCK_STREAM)
clientSocket.connect(('localhost', 12000))
sentence = input('Enter a message to send to the server: ')
clientSocket.send(sentence.encode())
while True:
    modifiedSentence = clientSocket.recv(1024)
    if not modifiedSentence: break
    print('From Server:', modifiedSentence.decode())
clientSocket.close()
