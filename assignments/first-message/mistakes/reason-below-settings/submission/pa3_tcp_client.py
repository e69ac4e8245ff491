from socket import *
import time
""" PA 3 client """
def main():
    cs = socket(AF_INET, SOCK_STREAM)
    # try till the server is up
    while True:
        try:
            cs.connect(('127.0.0.1', 12000))
            break
        except ConnectionRefusedError:
            print('server not up yet')
            time.sleep(1)
    time.sleep(0.5)
    cs.send(input('Enter text: ').encode())
    cs.settimeout(60)
    try:
        print('answer is: ' + cs.recv(1024).decode())
    except timeout:
        print('no answer from server')
    cs.close()
main()
