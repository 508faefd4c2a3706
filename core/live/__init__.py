"""From a driver's face to an avatar's weights and pose: retargeting, the live stages, and driving into a video file."""
