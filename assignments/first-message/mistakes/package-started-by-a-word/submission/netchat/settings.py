"""What both sides have to agree on."""
HOST = "localhost"   # where the server is
PORT = 12000
SIZE = 1024          # bytes of a message at most
