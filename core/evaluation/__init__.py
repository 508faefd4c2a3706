"""How good is an avatar: image, landmark, identity and expression measures. Names are documented in docs/metrics.md."""
