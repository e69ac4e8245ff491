"""A button, a label that it changes, and what it does printed."""

import tkinter

root = tkinter.Tk()
root.title("client 1")
count = 0


def ping() -> None:
    global count
    count += 1
    label.config(text=f"sent Ping {count}")
    print("Ping", count, flush=True)


tkinter.Button(root, text="Ping", command=ping).pack()
tkinter.Button(root, text="Ping all", state="disabled").pack()
label = tkinter.Label(root, text="nothing yet")
label.pack()
root.mainloop()
print("closed")
