"""Documents: what binding them to their facts costs, how long a look at an edited one takes, and whether they come out the same twice.

Each measurement is a module with `lines(desk, rounds)`; `run.py` lists them.
"""
