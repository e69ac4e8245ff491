"""Lists that come out of a field or a button only when it is clicked; and a button without words."""

import tkinter
from tkinter import ttk

root = tkinter.Tk()
root.title("recipients")
NAMES = ["Kim", "Lee", "Max"]
for state in ("readonly", "normal"):
    box = ttk.Combobox(root, state=state, values=[f"{state} {name}" for name in NAMES])
    box.bind("<<ComboboxSelected>>", lambda event: print("box:", event.widget.get(), flush=True))
    box.pack()
chosen = tkinter.StringVar(value="Kim")
tkinter.OptionMenu(root, chosen, *NAMES, command=lambda name: print("menu:", name, flush=True)).pack()
late = ttk.Combobox(root, state="readonly", postcommand=lambda: late.config(values=["Pat", "Sam"]))
late.bind("<<ComboboxSelected>>", lambda _: print("late:", late.get(), flush=True))
late.pack()
nobody = tkinter.Menubutton(root, text="Absent")
nobody["menu"] = tkinter.Menu(nobody, tearoff=False)
nobody.pack()
tkinter.Label(root, text="Lee is away").pack()
tkinter.Button(root, text="Send", command=lambda: print("to", chosen.get(), flush=True)).pack()
ball = tkinter.PhotoImage(width=16, height=16)
tkinter.Button(root, image=ball).pack()
root.mainloop()
