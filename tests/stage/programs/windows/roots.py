"""A window with a button, and so many more, each of a Tk of its own."""

import sys
import tkinter

root = tkinter.Tk()
tkinter.Button(root, text="Go", command=lambda: print("pressed", flush=True)).pack()
others = [tkinter.Tk() for _ in range(int(sys.argv[1]))]
root.mainloop()
