"""Fields beside, below and inside their names, of both kinds; all that is in them is printed."""

import tkinter
from tkinter import ttk

root = tkinter.Tk()
root.title("register")
tkinter.Label(root, text="User name").grid(row=0, column=0)
held = tkinter.StringVar()
name = tkinter.Entry(root, textvariable=held)
name.grid(row=0, column=1)
ttk.Label(root, text="Password:").grid(row=1, column=0)
password = ttk.Entry(root, show="*")
password.grid(row=1, column=1)
tkinter.Label(root, text="City").grid(row=2, column=0, columnspan=2)
city = ttk.Entry(root)
city.insert(0, "Nowhere")
city.grid(row=3, column=0, columnspan=2)
search = tkinter.Entry(root, fg="grey")
search.insert(0, "Type to search")
search.bind("<FocusIn>", lambda _: search.delete(0, "end"))
search.grid(row=4, column=0, columnspan=2)
tkinter.Entry(root, state="disabled").grid(row=5, column=0, columnspan=2)
box = tkinter.LabelFrame(root, text="Message")
box.grid(row=6, column=0, columnspan=2)
message = tkinter.Text(box, height=3, width=30)
message.pack()


def show() -> None:
    values = [field.get() for field in (name, password, city, search)]
    print([*values, message.get("1.0", "end-1c")], flush=True)


ttk.Button(root, text="Register", command=show).grid(row=7, column=0)
root.mainloop()
