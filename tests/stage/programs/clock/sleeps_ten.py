import time
time.sleep(10)
print('awake')
