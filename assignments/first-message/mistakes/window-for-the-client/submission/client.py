# PA2: the client, with a window (X and Y are the same program)
import socket
import threading
import tkinter

plug = socket.socket()
plug.connect(("localhost", 12000))

# the window: what was said, and a field for the message
root = tkinter.Tk()
root.title("Who is first?")
shown = tkinter.Text(root)
shown.pack()
field = tkinter.Entry(root)
field.pack()


def say(_event):
    """Enter sends what stands in the field."""
    text = field.get()
    plug.sendall(text.encode())
    shown.insert(tkinter.END, "sent: " + text + "\n")


def receive():
    """The answer of the server, in a thread, since recv() blocks."""
    text = plug.recv(1024).decode()
    shown.insert(tkinter.END, "received: " + text + "\n")


field.bind("<Return>", say)
threading.Thread(target=receive, daemon=True).start()
root.mainloop()
