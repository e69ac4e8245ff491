import time
end = time.time() + 5
while time.time() < end:
    time.sleep(.05)
print('over')
