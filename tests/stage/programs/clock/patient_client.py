import socket, sys, time
plug = socket.socket(socket.AF_UNIX)
plug.connect(sys.argv[1])
plug.settimeout(15)
plug.sendall(b'hi')
began = time.time()
print(plug.recv(9), 'after %d s' % round(time.time() - began))
began = time.time()
try:
    plug.recv(9)
except socket.timeout:
    print('timed out after %d s' % round(time.time() - began))
