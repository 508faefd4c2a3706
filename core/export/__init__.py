"""What leaves the program: splat files, videos, turntables and contact sheets. Everything is written atomically."""
