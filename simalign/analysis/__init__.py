"""Tables in, figures and findings out; knows no model."""
