"""A button whose callback waits for the keyboard: the window does not react until a line comes."""

import tkinter

root = tkinter.Tk()
root.title("blocks")
label = tkinter.Label(root, text="-")
label.pack()


def wait() -> None:
    print("waiting", flush=True)
    label.config(text=input())


tkinter.Button(root, text="Wait", command=wait).pack()
tkinter.Button(root, text="Other", command=lambda: print("other", flush=True)).pack()
root.mainloop()
