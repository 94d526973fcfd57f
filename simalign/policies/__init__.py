"""Everything about what management may do.

In reading order: ``levers`` declares the levers, ``condition`` the condition of a rule, and ``policy`` a policy with
its phases and rules, which is complete once it is made or read; ``trees`` holds policy files as they are written.
``values`` turns levers into numbers, ``scale`` carries a policy out in part, and ``plan`` lays it out over the weeks of
a run and looks up the levers in force.
"""
