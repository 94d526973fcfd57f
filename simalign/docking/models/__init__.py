"""The classic models, one module each; every module ends with its ``CLASSIC``.

First the classics that this model contains exactly, run through ``Scenario`` and ``Simulation``: ``degroot``,
``friedkin_johnsen``, ``hegselmann_krause`` and ``control_loss``. Then those with programs of their own: ``march``,
``roos``, ``centola``, ``harrison_carroll`` and ``levinthal``.
"""
