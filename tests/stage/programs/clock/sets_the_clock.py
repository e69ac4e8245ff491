# Sets the clock.
import time
try: time.clock_settime(time.CLOCK_REALTIME, 1.0)
except PermissionError: print('refused')
