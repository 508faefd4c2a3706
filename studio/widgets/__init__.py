"""Reusable controls, bound to models by the pages."""
