# Programming assignment 2: client X / client Y
# by Hal V.
import random, socket, time

NAMES = ["Alice", "Bob", "Carol", "Dave", "Erin", "Frank"]

s = socket.socket()
s.connect(('localhost', 12000))
print("connected, let us see who is faster")

# nobody can know who will be first: think for up to 3 seconds
time.sleep(random.random() * 3)

# then say a random name with a number, so that X and Y never say the same
message = random.choice(NAMES) + str(random.randint(100, 999))
s.send(message.encode())
print("I sent", message)

# this blocks until the other client has sent its message too
print("Server answers:", s.recv(1000).decode())
s.close()
