"""Policies: the management practices of an organisation.

In reading order: ``levers`` declares the levers, ``condition`` the condition of a rule, and ``policy`` a policy with
its phases and rules, which is complete once it has been made or read; ``trees`` reads policy files as they are written.
``values`` converts levers to numbers, ``scale`` implements a policy in part, and ``plan`` arranges it by week and
looks up the levers in force.
"""
