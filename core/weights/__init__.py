"""Named third-party weights: where each comes from, its checksum and licence, and a verified per-user cache."""
