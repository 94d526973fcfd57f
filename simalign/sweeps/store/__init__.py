"""A folder of finished runs.

In reading order: ``identity`` names runs and groups them into chunks, ``store`` opens a folder, ``create`` makes one,
``extend`` compares it with a changed sweep file and lets it grow, ``leases`` marks chunks as being worked on,
``points`` reads and writes the design, and ``results`` reads tables, also by SQL.
"""
