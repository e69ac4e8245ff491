"""Tk and asyncio in one loop, as many programs have it."""

import asyncio
import tkinter

root = tkinter.Tk()
root.title("polls")
label = tkinter.Label(root, text="-")
label.pack()
open_ = True


async def answer() -> None:
    await asyncio.sleep(0.2)
    label.config(text="answered")
    print("answered", flush=True)


async def main() -> None:
    tasks = []
    tkinter.Button(root, text="Ask", command=lambda: tasks.append(asyncio.create_task(answer()))).pack()
    while open_:
        root.update()
        await asyncio.sleep(0.01)


def close() -> None:
    global open_
    open_ = False


root.protocol("WM_DELETE_WINDOW", close)
asyncio.run(main())
print("over")
