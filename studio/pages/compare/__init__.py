"""Two avatars side by side on one timeline."""
