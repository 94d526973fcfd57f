"""HTTP layer of the server: request checks, limits, scheduling and static files.

``guards`` checks the Host and Origin headers, ``limits`` caps the size of requests, ``connections`` caps the number of
clients, ``priority`` lets interactive requests overtake long jobs, ``process`` sets operating-system limits, and
``assets`` serves the static files.
"""
