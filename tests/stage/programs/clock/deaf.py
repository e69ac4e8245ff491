# Blocks all signals and resets the handler.
import signal, time
all_of_them = signal.valid_signals()
signal.pthread_sigmask(signal.SIG_BLOCK, all_of_them)
time.sleep(3)
for action in (signal.SIG_DFL, signal.SIG_IGN):
    for number in all_of_them - {9, 19}: signal.signal(number, action)
    time.sleep(3)
print('slept')
