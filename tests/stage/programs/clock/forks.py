# Forks while its threads wait.
import os, threading, time
def nap():
    for i in range(20): time.sleep(.1)
for i in range(4): threading.Thread(target=nap).start()
children = []
for i in range(8):
    time.sleep(.05)
    child = os.fork()
    if not child:
        time.sleep(.5)
        os._exit(7)
    children.append(child)
print({os.waitpid(child, 0)[1] >> 8 for child in children})
