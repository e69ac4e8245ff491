import os, socket, time
listener = socket.socket(socket.AF_UNIX)
listener.bind('plug')
listener.listen()
os.rename('plug', 'ready')
plug, _ = listener.accept()
while time.process_time() < .3:
    pass
plug.sendall(b'done')
