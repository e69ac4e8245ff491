"""Fields with what is asked for on them, which goes when clicked or typed under; or drawn beside."""

import tkinter
from tkinter import ttk

root = tkinter.Tk()
root.title("hints")
root.geometry("240x220")
fields = []
for y, words in ((10, "User name"), (50, "City")):
    field = tkinter.Entry(root)
    field.place(x=10, y=y, width=200, height=30)
    hint = tkinter.Label(root, text=words, anchor="w")
    hint.place(x=12, y=y + 2, width=196, height=26)
    fields.append((field, hint))
(name, name_hint), (city, city_hint) = fields
name_hint.bind("<Button-1>", lambda _: (name_hint.place_forget(), name.focus_set()))
city.bind("<Key>", lambda _: city_hint.place_forget())


def show() -> None:
    hidden = [not hint.winfo_ismapped() for _, hint in fields]
    print([field.get() for field, _ in fields], street.get(), hidden, flush=True)


canvas = tkinter.Canvas(root, width=220, height=40)
canvas.create_text(30, 20, text="Street")
street = tkinter.Entry(canvas)
canvas.create_window(120, 20, width=100, window=street)
canvas.place(x=10, y=150)


go = ttk.Button(root, text="Go", command=show, state="disabled")
go.place(x=10, y=100)
name.bind("<Key>", lambda _: go.state(["!disabled"]))
root.mainloop()
