"""Sleeps while its window is still being made: what it says of that has to come before quiet."""

import tkinter

root = tkinter.Tk()
for number in range(60):
    tkinter.Label(root, text=f"label {number} " * 8).grid(row=number // 3, column=number % 3)
canvas = tkinter.Canvas(root, width=300, height=200)
canvas.grid()
for number in range(3000):
    canvas.create_oval(number % 300, number % 200, number % 300 + 40, number % 200 + 40)
shown = 0


def note(_: object) -> None:
    global shown
    shown += 1
    if shown == 1:
        root.after_idle(lambda: print("mapped", flush=True))


canvas.bind("<Map>", note)
root.mainloop()
