# Spins on the clock.
import time
end = time.time() + .2
while time.time() < end: pass
print('over')
