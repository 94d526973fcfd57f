"""Figures, one module per kind: tidy tables in, Matplotlib figures and files out; independent of the model.

Shared by experiments: ``lines`` draws means with confidence bands over weeks or factor levels, ``dots`` estimates with
intervals, ``boxes`` the result of scenario discovery; ``panels`` has their common layout. Results of single commands:
``curves``, ``organisation``, ``structure``, ``portrait``, ``power``, ``responses``, ``decision``, ``fit``, ``classics``
and ``verdicts``. ``style`` and ``palette`` set typography and colours. A figure drawn from the same table is saved as
the same bytes.
"""
