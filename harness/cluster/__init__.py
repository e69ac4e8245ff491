"""A class on many machines, by Dask: what travels, what is done there, who hands it out.

Only bytes go there and back, so no disk is shared; and what a worker has not answered another one
is asked, so none is relied on.
"""
