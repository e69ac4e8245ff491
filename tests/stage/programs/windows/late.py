"""Its window is there at once, and what it is for so many ms later; with a second number it ticks.

With a third it computes for so many ms at each tick.
"""

import sys
import time
import tkinter

late, *ticks = map(int, sys.argv[1:])

root = tkinter.Tk()
root.title("late")


def tick() -> None:
    until = time.process_time() + sum(ticks[1:]) / 1000
    while time.process_time() < until:
        pass
    root.after(ticks[0], tick)


if ticks:
    tick()
root.after(late, lambda: print("ready", flush=True))
tkinter.Button(root, text="Go", command=lambda: print("pressed", flush=True)).pack()
root.mainloop()
