"""A hub for one class: accounts, each student's own copy, assignments in the browser, limits.

Linux only, and started by root: every student is an account of the system, and the system keeps
the accounts apart. ``python -m sinosoviet hub`` is the way in; ``hub/`` has the configuration.
"""
