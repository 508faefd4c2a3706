"""Workspaces: each lays out widgets and binds them to models."""
