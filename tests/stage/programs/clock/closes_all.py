# Closes all descriptors.
import os, time
os.closerange(3, 4096)
time.sleep(3)
print('slept')
