import socket
import threading

with socket.create_server(("localhost", 12002)) as server:
    print("Waiting for two connections...")
    x, _ = server.accept()
    y, _ = server.accept()
    print("X and Y are connected")
over = threading.Event()


def relay(name, source, target):
    source.sendall(f"You are client {name}\n".encode())
    with source.makefile("r") as lines:
        for line in lines:
            target.sendall(f"Client {name}: {line}".encode())
            if line.strip() == "Bye":
                break
    over.set()


threading.Thread(target=relay, args=("X", x, y), daemon=True).start()
threading.Thread(target=relay, args=("Y", y, x), daemon=True).start()
over.wait()
x.shutdown(socket.SHUT_RDWR)
y.shutdown(socket.SHUT_RDWR)
print("Done.")
