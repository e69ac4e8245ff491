# Sleeps for a year.
import time
time.sleep(365 * 86400)
print('late')
