import socket, threading, os
s = socket.socket(); s.connect(("localhost", 12000))
def rx():
    for l in s.makefile(): print(l, end="", flush=True)
    print("bye!", flush=True); os._exit(0)
threading.Thread(target=rx).start()
while True:
    choice = input("[m]essage or [q]uit? ")
    if choice.lower().startswith("m"):
        text = input("Message: ")
    elif choice.lower().startswith("q"):
        text = "Bye"
    else:
        print("Please type m or q")
        continue
    print("you> " + text)
    s.sendall((text + "\n").encode())
