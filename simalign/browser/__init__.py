"""The model in a browser: the same functions that Python runs, compiled to WebAssembly.

In reading order: ``memory`` exchanges arrays with JavaScript, ``layout`` lists these arrays, ``entries`` are the
functions that JavaScript calls, ``inputs`` converts scenarios to the arrays, ``build`` is the command that compiles all
of it, and ``translate`` is the process in which it does so.
"""
