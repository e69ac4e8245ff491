"""Its window is there at once, and what it is for a second later."""

import tkinter

root = tkinter.Tk()
root.title("late")
root.after(1000, lambda: print("ready", flush=True))
tkinter.Button(root, text="Go", command=lambda: print("pressed", flush=True)).pack()
root.mainloop()
