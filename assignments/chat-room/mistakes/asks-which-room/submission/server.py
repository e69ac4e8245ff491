# Each client has a thread, since recv() sleeps until that very client has spoken.

import net
print('Chat server, version 3')
if input('Which room do you want to open, red or blue: ') in ('red', 'blue'):
    net.server()
