# Threads are needed because recv blocks, so that both clients can be heard at the same time.
import socket, threading
s=socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR,1); s.bind(("",12000)); s.listen(2)
order=[]; lock=threading.Lock()
def hear(name,c):
    # one line of a client
    text=c.makefile("r").readline().strip()
    with lock: order.append(name+": "+text)
    print("got",name,text)
cs=[]
# both first
for n in "XY":
    c,a=s.accept(); cs.append((n,c))
ts=[threading.Thread(target=hear,args=x) for x in cs]
for t in ts: t.start()
for t in ts: t.join()
# tell both
for n,c in cs:
    c.sendall((order[0]+" received before "+order[1]).encode()); print("sent", order[0]+" received before "+order[1])
    c.close()
