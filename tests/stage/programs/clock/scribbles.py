# Scribbles into its own page.
import mmap, os, time
name = os.environ.get('CALLSHEET_CLOCK', '/etc/clock') + '/role'
page = mmap.mmap(os.open(name, os.O_RDWR), 65536)
for i in range(60):
    page[64:49216] = os.urandom(49152)
    time.sleep(.05)
print('done')
