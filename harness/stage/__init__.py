"""The only place that does: processes, sockets, terminals, time.

``pool.play`` takes scene jobs and gives back recordings.  Everything below it runs in a process of
its own for each scene, the first of that scene's process namespace: when it ends, however it
ends, nothing of the scene is left.
"""
