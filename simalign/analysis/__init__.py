"""Statistics, figures and findings computed from tables; independent of the model."""
