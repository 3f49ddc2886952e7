"""The traps that the PASS stack sets: one test for each, which fails if the trap is fallen into.

What a trap is, its test says in one sentence; the numbers are those of a survey of the stack.
"""
