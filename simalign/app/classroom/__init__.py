"""Teaching with the page: lessons, predictions, and a class of participants.

In reading order: ``lessons`` reads lesson files, ``course`` holds the stage that the host has opened, and what
seats predict and play. ``admission`` authenticates participants and limits their requests, ``invitation`` makes the
address and the QR code.
"""
