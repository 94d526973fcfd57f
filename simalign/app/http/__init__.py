"""HTTP layer of the server: request checks, limits and static files.

``guards`` checks the Host and Origin headers, ``limits`` caps the size of requests, ``connections`` caps the number of
clients, ``process`` sets operating-system limits, ``assets`` serves the static files, and ``texts`` has the texts.
"""
