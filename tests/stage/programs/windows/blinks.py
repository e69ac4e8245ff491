"""A field of each kind; the cursor stands in one and blinks, if it is let."""

import sys
import tkinter
from tkinter import ttk

root = tkinter.Tk()
field = {"tk": tkinter.Entry, "ttk": ttk.Entry, "text": tkinter.Text}[sys.argv[1]](root)
field.pack()
field.focus_force()
root.mainloop()
