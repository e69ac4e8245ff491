import socket, threading, sys
s = socket.create_connection(("localhost", 12000))
print(s.recv(2048).decode())
over = threading.Event()
def rx():
    while True:
        d = s.recv(2048)
        if not d: break
        print(d.decode())
    over.set()
    print("Connection is closed. Press Enter to leave.")
t = threading.Thread(target=rx); t.start()
prompt = "Enter a message to send to the server: "
while not over.is_set():
    line = input(prompt)
    if over.is_set(): break
    print("You:", line)
    try: s.sendall(line.encode())
    except OSError: break
    prompt = "Next message (Bye to leave): "
t.join()
s.close()
