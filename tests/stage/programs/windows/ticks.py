"""A window that looks every 100 ms whether there is something new, and a label that counts."""

import queue
import tkinter

root = tkinter.Tk()
root.title("ticks")
news: "queue.Queue[str]" = queue.Queue()
frames = tkinter.Label(root, text="0")
frames.pack()
label = tkinter.Label(root, text="-")
label.pack()
tkinter.Button(root, text="Go", command=lambda: root.after(700, news.put, "went")).pack()


def look(number: int) -> None:
    while not news.empty():
        label.config(text=news.get())
        print("went", flush=True)
    if number % 10 == 0:
        frames.config(text=str(number // 10))
    root.after(100, look, number + 1)


look(0)
root.mainloop()
