"""Rows of a list, of a tree, of a text; and a label that can be clicked."""

import tkinter
from tkinter import ttk

root = tkinter.Tk()
root.title("registry")
people = tkinter.Listbox(root, height=3)
people.insert("end", *(f"user {number}" for number in range(20)), "Alice", "Bob")
people.pack()
people.bind("<<ListboxSelect>>", lambda _: print("list:", people.get(people.curselection())))
tree = ttk.Treeview(root, columns=("where",), height=3)
for who, where in (("Carol", "Rome"), ("Dave", "Oslo")):
    tree.insert("", "end", text=who, values=(where,))
tree.pack()
tree.bind("<<TreeviewSelect>>", lambda _: print("tree:", tree.item(tree.selection()[0], "text")))
text = tkinter.Text(root, height=4, width=20)
text.insert("end", "Erin\nFrank\n")
text.config(state="disabled")
text.bind("<Button-1>", lambda e: print("text:", text.get(f"@{e.x},{e.y} linestart", f"@{e.x},{e.y} lineend")))
text.pack()
label = tkinter.Label(root, text="Grace")
label.bind("<Button-1>", lambda _: print("label: Grace"))
label.pack()
root.mainloop()
