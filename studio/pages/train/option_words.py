"""What every training option is called, and what it does: a user's words first, the term of the field in the tip."""

from __future__ import annotations

from PySide6.QtCore import QObject

Words = tuple[str, str]
GROUPS = ("size", "course", "loss", "rates", "hold", "densify", "checks", "machine")
GROUP_OF = {
    "num_splats": "size", "num_bases": "size", "hidden": "size", "deformation": "size",
    "steps": "course", "batch": "course", "coarse_until": "course", "descriptor_noise": "course", "average": "course",
    "background": "course", "random_background": "course",
    "evaluate_every_s": "checks", "patience": "checks", "validation_share": "checks", "validation_frames": "checks",
    "checkpoint_every_s": "checks",
    "rasterizer": "machine", "threads": "machine",
}  # fmt: skip
"""Options of a group of their own in the config (loss, rates, hold, densify) are not listed. ``minutes`` and ``seed``
stand in the short form above."""


class OptionWords(QObject):
    """Names and tips, translated."""

    def group(self, name: str) -> str:
        """A group's heading."""
        return {
            "size": self.tr("Size of the avatar"),
            "course": self.tr("Course of the training"),
            "loss": self.tr("What counts as an error"),
            "rates": self.tr("Learning rates"),
            "hold": self.tr("Keeping splats at their depth"),
            "densify": self.tr("Moving unused splats"),
            "checks": self.tr("Checks and checkpoints"),
            "machine": self.tr("This computer"),
        }[name]

    def of(self, name: str) -> Words:
        """Name and tip of an option by its dotted name."""
        return {**self._plain(), **self._loss(), **self._rates()}[name]

    def choices(self, name: str) -> list[tuple[str, str]]:
        """The values of an option that is a choice, with their names."""
        if name == "deformation":
            return [("basis", self.tr("Basis")), ("field", self.tr("Field (slow)"))]
        return [
            ("auto", self.tr("Automatic")),
            ("native", self.tr("Processor")),
            ("gsplat", self.tr("Graphics card")),
            ("reference", self.tr("Reference (slow)")),
        ]

    def _plain(self) -> dict[str, Words]:
        return {
            "num_splats": (
                self.tr("Splats"),
                self.tr("Number of Gaussians, N: more show finer detail, and take longer"),
            ),
            "num_bases": (
                self.tr("Expression bases"),
                self.tr("K: how many ways the splats can move with expressions"),
            ),
            "hidden": (
                self.tr("Network width"),
                self.tr("Hidden units of the network from expression to basis weights"),
            ),
            "deformation": (
                self.tr("How it moves"),
                self.tr("Linear bases weighted by a small network, or a deformation field as in the paper"),
            ),
            "steps": (self.tr("Most steps"), self.tr("Training ends here even when there is time left")),
            "batch": (self.tr("Frames a step"), self.tr("Batch size")),
            "coarse_until": (
                self.tr("Half size until"),
                self.tr("Share of the training at half resolution, which is faster at the start"),
            ),
            "descriptor_noise": (
                self.tr("Expression noise"),
                self.tr("Deviation of Gaussian noise added to standardised descriptors"),
            ),
            "average": (
                self.tr("Running average"),
                self.tr("Decay of the average of the weights that is judged and saved; 0 for none"),
            ),
            "background": (
                self.tr("Background"),
                self.tr("Brightness behind the person in previews and checks, 0 black to 1 white"),
            ),
            "random_background": (
                self.tr("Vary background"),
                self.tr("How far the colour behind the person strays at each step: 0 not at all, 1 to any colour"),
            ),
            "evaluate_every_s": (self.tr("Check every, s"), self.tr("Seconds between checks on validation frames")),
            "patience": (
                self.tr("Stop after checks"),
                self.tr("Checks without a better one before the training stops by itself; 0 never stops early"),
            ),
            "validation_share": (
                self.tr("Validation share"),
                self.tr("Part of the training frames that chooses the best weights and is not trained on"),
            ),
            "validation_frames": (self.tr("Validation frames"), self.tr("At most so many are judged at a check")),
            "checkpoint_every_s": (
                self.tr("Save every, s"),
                self.tr("Seconds between checkpoints, from which a run can go on"),
            ),
            "rasterizer": (self.tr("Draws with"), self.tr("Rasteriser")),
            "threads": (self.tr("Threads"), self.tr("Of the processor; 0 for all cores")),
        }

    def _loss(self) -> dict[str, Words]:
        return {
            "loss.dssim": (self.tr("Structure"), self.tr("Share of D-SSIM in the picture's loss; the rest is L1")),
            "loss.detail": (self.tr("Mouth and eyes"), self.tr("Weight of pixels in the mouth and the eyes against 1")),
            "loss.alpha": (self.tr("Outline"), self.tr("Weight of the difference to the person's mask")),
            "loss.pose_anchor": (
                self.tr("Pose anchor"),
                self.tr("Weight of the squared pose corrections of single frames"),
            ),
            "loss.weights_decay": (self.tr("Calm expressions"), self.tr("Weight of the squared basis weights")),
            "loss.consistency": (
                self.tr("Consistency"),
                self.tr(
                    "Weight of how alike a frame looks with its own and its retrieved expression, beyond mouth and eyes"
                ),
            ),
            "hold.face": (
                self.tr("On the face"),
                self.tr("Share of its way back to its first depth that a splat goes each step: 0 lets it stray"),
            ),
            "hold.other": (self.tr("Hair and torso"), self.tr("The same for splats that did not begin on the face")),
            "densify.every": (self.tr("Every, steps"), self.tr("Least steps between moves of the least used splats")),
            "densify.times": (self.tr("Times"), self.tr("Moves in the whole training at most, spread evenly over it")),
            "densify.until": (self.tr("Until"), self.tr("Share of the training after which none are moved")),
            "densify.share": (self.tr("Share moved"), self.tr("Share of the splats that is moved each time")),
        }

    def _rates(self) -> dict[str, Words]:
        adam = self.tr("Adam's learning rate, in natural units a step")
        return {
            "rates.base": (self.tr("Splats"), adam),
            "rates.bases": (self.tr("Bases"), adam),
            "rates.network": (self.tr("Network"), adam),
            "rates.linear": (self.tr("Linear part"), adam),
            "rates.pose": (self.tr("Head pose map"), adam),
            "rates.torso": (self.tr("Torso"), adam),
            "rates.blend": (self.tr("Head or torso"), adam),
            "rates.frame": (self.tr("Frames' pose"), adam),
            "rates.final_share": (
                self.tr("At the end"),
                self.tr("Rates fall exponentially to this share of themselves"),
            ),
            "rates.passes": (
                self.tr("Passes"),
                self.tr(
                    "Times all frames are seen until rates have fallen, 10,000 steps at least; then it goes on slowly"
                ),
            ),
        }
