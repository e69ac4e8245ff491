"""A picture greets whoever begins, and moves; its window comes when that is over."""

import sys
import tkinter

root = tkinter.Tk()
root.withdraw()
picture = tkinter.Toplevel(root)
bar = tkinter.Canvas(picture, width=100, height=10)
bar.pack()


def grow(width: int = 0) -> None:
    if width < 100:
        bar.create_rectangle(0, 0, width, 10, fill="green")
        root.after(100, grow, width + 4)
        return
    picture.destroy()
    root.deiconify()
    print("ready", flush=True)


def hear(*_: object) -> None:
    print("heard", sys.stdin.readline().strip(), flush=True)


tkinter.Entry(root).pack()
root.createfilehandler(sys.stdin, tkinter.READABLE, hear)
grow()
root.mainloop()
