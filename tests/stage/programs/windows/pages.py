"""Two pages in one place, of which one is raised: the other is covered by it."""

import tkinter

root = tkinter.Tk()
root.title("pages")
root.geometry("200x100")
chat, lobby = tkinter.Frame(root), tkinter.Frame(root)
for page, words, other in ((chat, "Back to registry", lobby), (lobby, "Request registry", chat)):

    def press(words: str = words, other: tkinter.Frame = other) -> None:
        print(words.split()[0].lower(), flush=True)
        other.lift()

    tkinter.Button(page, text=words, command=press).pack()
    page.place(relwidth=1, relheight=1)
root.mainloop()
