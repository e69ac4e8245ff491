"""Starts one of the programs: python -m netchat server, or python -m netchat client"""
import sys

from netchat import client, server

if len(sys.argv) != 2 or sys.argv[1] not in ("server", "client"):
    sys.exit("usage: python -m netchat server|client")
if sys.argv[1] == "server":
    server.main()
else:
    client.main()
