"""Parts of the local stack: one module for each thing that `stack.py` puts together."""
