"""A button whose callback waits for ever for a message."""

import socket
import tkinter

root = tkinter.Tk()
root.title("hangs")
label = tkinter.Label(root, text="-")
label.pack()
here, there = socket.socketpair()


def wait() -> None:
    label.config(text="never")
    here.recv(1)


tkinter.Button(root, text="Wait", command=wait).pack()
tkinter.Button(root, text="Other", command=lambda: print("other", flush=True)).pack()
root.mainloop()
