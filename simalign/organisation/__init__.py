"""The organisation: its reporting tree, departments, roles and working ties; generated, or read from files."""
