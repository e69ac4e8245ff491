import socket, sys
plug = socket.socket(socket.AF_UNIX)
plug.connect(sys.argv[1])
plug.settimeout(.1)
print(plug.recv(9))
