# pa3Server.py
# Multithreading is needed to solve this problem because both of the clients must be able to send their messages
# at any time without the server being blocked in waiting on the other one.
import socket, threading, random

data = {}       # name -> message
turn = []
# the connections
conn = {}

def reader(name):
    # thread: read then remember
    data[name] = conn[name].recv(1024).decode()
    turn.append(name)
    print("message of", name, "=", data[name])

def reply():
    # decide who was first
    winner = turn[0]
    if winner == "X":
        loser = "Y"
    if winner == "Y":
        loser = "X"
    return winner + ": " + data[winner] + " received before " + loser + ": " + data[loser]

serv = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serv.bind(("", 12000))
serv.listen(2)
conn["X"], _ = serv.accept()
conn["Y"], _ = serv.accept()
t = [threading.Thread(target=reader, args=(n,)) for n in conn]
for i in t: i.start()
for i in t: i.join()
answer = reply()
print("answer =", answer)
# answer goes to the one who asked first
conn[turn[0]].send(answer.encode())
conn[turn[1]].send("OK".encode())
for n in conn: conn[n].close()
