"""What happens in a week, one file a step: carry, market, strategy, know, want, feel, do, deliver, relate, turnover."""
