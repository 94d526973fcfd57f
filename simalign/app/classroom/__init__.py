"""Teaching with the page: lessons, predictions, and a class of participants.

In reading order: ``lessons`` reads lesson files, ``guesses`` collects the predictions of a class, and ``scoring``
compares them with a run. ``admission`` authenticates participants and limits their requests, ``invitation`` prints the
address and the QR code.
"""
