"""Functions of the state: what is measured at the end of a week."""
