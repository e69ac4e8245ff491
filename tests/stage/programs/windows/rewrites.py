"""Each press writes anew what stands there: in a label, over another text, in a box, in a new label."""

import tkinter

root = tkinter.Tk()
root.title("rewrites")
same = tkinter.Label(root, text="same")
said = tkinter.StringVar(value="over")
box = tkinter.Text(root, width=30, height=2)
box.insert("end", "box\nof two")
frame = tkinter.Frame(root)
tkinter.Label(frame, text="built").pack()


def go() -> None:
    same.config(text="same")
    said.set("under")
    said.set("over")
    box.delete("1.0", "end")
    box.insert("end", "box\nof two")
    for child in frame.winfo_children():
        child.destroy()
    tkinter.Label(frame, text="built").pack()
    other.config(bg="red")


other = tkinter.Label(root, text="other")
for widget in (same, tkinter.Label(root, textvariable=said), box, frame, other):
    widget.pack()
tkinter.Button(root, text="Go", command=go).pack()
root.mainloop()
