"""Published effects as data, and the virtual experiments that they are held against."""
