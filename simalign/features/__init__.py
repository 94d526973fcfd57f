"""The portrait of an organisation: what is special about its chart, its network and its behaviour in the model.

In reading order: ``names`` hides the names of people, ``chart`` examines the reporting tree, ``network`` the working
ties, ``examples`` the influence of each member's deeds, and ``forecast`` runs the model. ``portrait`` collects the
results in one record, and ``sentences`` describes it in five lines.
"""
