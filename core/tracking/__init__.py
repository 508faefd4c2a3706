"""A face in every frame: landmarks, blendshapes, gaze, head pose and the foreground mask."""
