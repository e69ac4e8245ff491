"""Draws in its window ten times a second, and writes nothing."""

import tkinter

root = tkinter.Tk()
root.title("moves")
canvas = tkinter.Canvas(root, width=100, height=30)
ball = canvas.create_oval(0, 0, 20, 20)
canvas.pack()
tkinter.Button(root, text="Go", command=lambda: print("went", flush=True)).pack()


def draw() -> None:
    canvas.move(ball, 1, 0)
    root.after(100, draw)


draw()
root.mainloop()
