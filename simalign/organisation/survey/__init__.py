"""Surveys: answers of people, departments or teams as states of members when the policy starts (ODD 7.2 and 7.5).

In reading order: ``questionnaire`` holds the states with their items, sources and names of columns; ``scales`` converts
answers to shares; ``columns`` reads them from a table; ``shrink`` completes them by the means of groups; ``report``
describes them without any single person; ``read`` reads a file of answers.
"""
