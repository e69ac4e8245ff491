"""A modal dialog with a field, then one with a message, then a window of its own."""

import tkinter
from tkinter import messagebox, simpledialog

root = tkinter.Tk()
root.title("main")


def ask() -> None:
    answer = simpledialog.askstring("Who", "Your name")
    print("answer:", answer, flush=True)
    messagebox.showinfo("Welcome", f"Hello {answer}")
    window = tkinter.Toplevel(root)
    window.title(f"chat with {answer}")
    tkinter.Entry(window).pack()
    tkinter.Button(window, text="Say", command=lambda: print("said", flush=True)).pack()


tkinter.Button(root, text="Begin", command=ask).pack()
root.mainloop()
