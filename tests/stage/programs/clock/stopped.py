# Is stopped in the middle of a sleep.
import os, signal, time
child = os.fork()
if not child:
    time.sleep(5)
    os._exit(7)
time.sleep(1)
os.kill(child, signal.SIGSTOP)
time.sleep(1)
os.kill(child, signal.SIGCONT)
print(os.waitpid(child, 0)[1] >> 8)
