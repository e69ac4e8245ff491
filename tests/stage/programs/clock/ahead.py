# Puts its own time far ahead.
import mmap, os, time
name = os.environ.get('CALLSHEET_CLOCK', '/etc/clock') + '/role'
page = mmap.mmap(os.open(name, os.O_RDWR), 65536)
page[8:16] = b'\0' * 6 + b'\x01\0'
time.sleep(3)
print('slept')
