# Makes its page shorter when it is done with it.
import mmap, os, time
name = os.environ.get('CALLSHEET_CLOCK', '/etc/clock') + '/role'
time.sleep(3)
os.truncate(name, 0)
print('done')
os._exit(0)
