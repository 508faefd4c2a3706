"""Splats: the ``Rasterizer`` protocol and its backends, the fused loss, and the fused deformation."""
