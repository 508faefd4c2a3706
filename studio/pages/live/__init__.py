"""Move an avatar: by hand, by a clip, by a camera."""
