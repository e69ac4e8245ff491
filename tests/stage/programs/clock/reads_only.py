# Has the stage's page for reading only.
lines = [l for l in open('/proc/self/maps') if l.endswith('/stage\n')]
print(lines[0].split()[1])
