"""The avatar: its file and numpy runtime (light), and beside them the torch model that is trained."""
