"""Who works here: the reporting tree, departments and roles, working ties; generated, or read from files."""
