"""Draws and writes something new in its window ten times a second."""

import tkinter

root = tkinter.Tk()
root.title("animates")
frames = tkinter.Label(root)
frames.pack()
canvas = tkinter.Canvas(root, width=100, height=30)
ball = canvas.create_oval(0, 0, 20, 20)
canvas.pack()
tkinter.Button(root, text="Go", command=lambda: print("went", flush=True)).pack()


def draw(number: int) -> None:
    frames.config(text=f"frame {number}")
    canvas.move(ball, 1, 0)
    root.after(100, draw, number + 1)


draw(0)
root.mainloop()
