"""Training: dataset, losses, densification, the loop that reads top to bottom, checkpoints."""
