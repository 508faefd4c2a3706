"""The project folder on disk: layout, manifest, atomic writes, lock, migrations, and the chain from video to avatar.

Everything here is light except ``pipeline``, whose functions load the heavy parts of the engine when they are called.
"""
