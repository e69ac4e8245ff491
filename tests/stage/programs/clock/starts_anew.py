# Starts itself anew without the library.
import os, sys
env = {}
os.execve(sys.executable, [sys.executable, '-c', 'print("bare")'], {})
