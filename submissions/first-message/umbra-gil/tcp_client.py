#!/usr/bin/env python3
"""Assignment 2, client X or Y.  Gil Umbra"""
import socket

with socket.create_connection(("localhost", 12000)) as connection:
    print("connected to the server")
    # one line from the keyboard is the message
    message = input("What do you want to say? ")
    connection.sendall(message.encode())
    print(f"said: {message}")
    # the answer is the same for both clients
    answer = connection.recv(4096).decode()
    print(f"answer: {answer}")
