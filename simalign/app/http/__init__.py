"""Protection of the server: ``guards`` checks hosts and origins, ``limits`` caps sizes, ``connections`` caps clients,
``priority`` lets interactive requests pass long jobs, ``process`` tunes the operating system's limits, ``assets``
serves static files.
"""
