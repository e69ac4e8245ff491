import time
for i in range(300):
    time.sleep(.1)
print('300 naps')
