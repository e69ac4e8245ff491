import os, socket, sys, threading
from net import recv_msg, send_msg

def main():
    s = socket.create_connection(("localhost", 12001))
    print(recv_msg(s))
    t = threading.Thread(target=lambda: print("\n" + recv_msg(s)))
    t.start()
    send_msg(s, input("Enter a message to send to the server: "))
    t.join()
    s.close()

def extra():
    s = socket.create_connection(("localhost", 12001))
    def hear():
        try:
            while True:
                print(recv_msg(s), flush=True)
        except (EOFError, OSError):
            print("The server closed the chat.", flush=True)
            os._exit(0)
    threading.Thread(target=hear).start()
    while True:
        line = sys.stdin.readline()
        if not line:
            break
        send_msg(s, line.rstrip("\n"))
        print("Me: " + line, end="", flush=True)

if __name__ == "__main__":
    extra() if input("Which part, main or chat? ") == "chat" else main()
