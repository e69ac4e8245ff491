import threading, time
thread = threading.Thread(target=time.sleep, args=(30,))
thread.start()
while thread.is_alive():
    thread.join(.5)
print('joined')
