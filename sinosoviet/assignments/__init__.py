"""Assignments: made from one master, handed out, handed in, marked, given back."""
