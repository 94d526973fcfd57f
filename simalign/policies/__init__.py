"""What management may do: policies resolved to lever values by week, department and rule."""
