"""The steps of one week, one file per step.

In the order of the week: ``carry``, ``market``, ``strategy``, ``know``, ``want``, ``feel``, ``do``, ``deliver``,
``relate``, ``turnover``. ``state`` declares the arrays that the steps read and write, ``chance`` draws the random
numbers of the week, ``activation`` sorts members who act one after another, ``between_steps`` computes the quantities
that one step hands to a later one, and ``arrive`` initialises founders and newcomers. ODD.md, section 5, has their
equations.
"""
