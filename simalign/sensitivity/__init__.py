"""What the model's answers rest on: parameters, mechanisms, rival rules, the horizon; and how much of it is luck."""
