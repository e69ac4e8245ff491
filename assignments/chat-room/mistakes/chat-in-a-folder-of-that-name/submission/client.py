from configparser import ConfigParser
from pathlib import Path
import socket
import threading

config = ConfigParser()
config.read(Path(__file__).parent / "settings.ini")
section = config["server"]
client = socket.socket()
client.connect((section["host"], section.getint("port")))
print("From Server:", client.recv(section.getint("buffer")).decode())


def receive():
    print("\nFrom Server:", client.recv(section.getint("buffer")).decode())


receiver = threading.Thread(target=receive)
receiver.start()
client.sendall(input("Enter a message to send to the server: ").encode())
receiver.join()
client.close()
