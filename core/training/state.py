"""Everything that changes while a run goes on: model, optimisers, running average, counters; and how it is saved."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.avatar import layout
from core.avatar.field import FieldDeformation
from core.avatar.initialise import landmark_motion, spread_motion, starting_splats
from core.avatar.model import AvatarModel, BasisDeformation, input_scaling
from core.training.config import LearningRates, TrainConfig
from core.training.dataset import Roles, Sampler
from core.training.densify import ScreenGradient
from core.types import ByteArray, FloatArray

ADAM_EPS = 1e-15
COLOR_FRAMES = 24
LANDMARK_MODES = 12


@dataclass(frozen=True)
class Subject:
    """What the run is given about the person, for all T frames of the prepared clip.

    Attributes:
        images: uint8 [T, S, S, 3].
        masks: uint8 [T, S, S].
        landmarks_px: in the images' pixels, [T, 478, 3].
        descriptors: [T, D].
        cam_from_head: [T, 4, 4].
        landmark_shape: [478, 3] metres.
        K: [3, 3].
    """

    images: ByteArray
    masks: ByteArray
    landmarks_px: FloatArray
    descriptors: FloatArray
    cam_from_head: FloatArray
    landmark_shape: FloatArray
    K: FloatArray


def build_model(subject: Subject, roles: Roles, config: TrainConfig) -> AvatarModel:
    """The untrained avatar: splats on the person's own landmarks, moving as the landmarks moved."""
    rng = np.random.default_rng(config.seed)
    generator = torch.Generator().manual_seed(config.seed)
    typical = typical_frame(subject.cam_from_head, subject.descriptors, roles.train)
    seen = np.unique(np.append(roles.train[np.linspace(0, len(roles.train) - 1, COLOR_FRAMES).astype(int)], typical))
    start = starting_splats(
        subject.landmark_shape,
        np.asarray(subject.images[seen]),
        np.asarray(subject.masks[seen]),
        subject.cam_from_head[seen],
        int(np.nonzero(seen == typical)[0][0]),
        subject.K,
        config.num_splats,
        rng,
    )
    dim, N = subject.descriptors.shape[1], len(start.base)
    deformation: torch.nn.Module
    if config.deformation == "field":
        deformation = FieldDeformation(start.means, dim, config.hidden, generator)
    else:
        deformation = BasisDeformation(dim, N, config.num_bases, config.hidden, generator)
        _start_motion(deformation, subject, roles, start.means, config)
    return AvatarModel(
        start.base,
        start.blend,
        deformation,
        subject.descriptors[roles.train],
        subject.cam_from_head,
        subject.cam_from_head[typical],
        start.on_face,
    )


def typical_frame(cam_from_head: FloatArray, descriptors: FloatArray, train: np.ndarray) -> int:
    """The training frame nearest to the median head pose and a calm expression."""
    position = cam_from_head[train, :3, 3]
    forward = cam_from_head[train, :3, 2]
    calm = np.abs(descriptors[train]).mean(axis=1)
    cost = (
        np.linalg.norm(position - np.median(position, axis=0), axis=1) / 0.05
        + np.linalg.norm(forward - np.median(forward, axis=0), axis=1) / 0.2
        + calm / (calm.mean() + 1e-6)
    )
    return int(train[int(cost.argmin())])


@torch.no_grad()
def _start_motion(
    deformation: BasisDeformation, subject: Subject, roles: Roles, means: FloatArray, config: TrainConfig
) -> None:
    mean, scale, _ = input_scaling(subject.descriptors[roles.train])
    motion = landmark_motion(
        subject.landmarks_px[roles.train],
        subject.landmark_shape,
        subject.cam_from_head[roles.train],
        subject.K,
        (subject.descriptors[roles.train] - mean) * scale,
        min(LANDMARK_MODES, config.num_bases - 1),
    )
    spread = torch.from_numpy(spread_motion(motion, subject.landmark_shape, means))
    deformation.bases[: len(spread)] = spread
    deformation.linear[: len(spread)] = torch.from_numpy(motion.linear)


class TrainState:
    """Model, optimisers, average and counters of one run."""

    def __init__(self, model: AvatarModel, roles: Roles, config: TrainConfig) -> None:
        self.model = model
        self.config = config
        self.average = copy.deepcopy(model) if config.average else model
        self.optimizer = make_optimizer(model, config.rates)
        self.frame_optimizer = torch.optim.SparseAdam(list(model.frame_parameters()), lr=config.rates.frame)
        self.sampler = Sampler(roles.train, config.seed + 1)
        self.gradient = ScreenGradient(model.num_splats)
        self.generator = torch.Generator().manual_seed(config.seed + 2)
        self.decay = 1.0
        self.step = 0
        self.relocations = 0
        self.relocated_at = 0
        self.elapsed_s = 0.0

    def set_rates(self, course: float) -> None:
        """Exponential decay to the final share, then with the square of the steps; see ``Trainer.course``."""
        self.decay = self.config.rates.final_share ** min(course, 1.0) / max(course, 1.0) ** 2
        for group in (*self.optimizer.param_groups, *self.frame_optimizer.param_groups):
            group.setdefault("full_lr", group["lr"])
            group["lr"] = group["full_lr"] * self.decay

    @torch.no_grad()
    def update_average(self, every: int) -> None:
        """Move the running average towards the model, every ``every`` steps at once."""
        if self.average is self.model or self.step % every:
            return
        # young runs average over fewer steps, or the start would weigh for ever
        decay = min(self.config.average, 1.0 - 1.0 / (1.0 + self.step / 5.0)) ** every
        own: list[Tensor] = list(self.average.parameters())
        model: list[Tensor] = list(self.model.parameters())
        torch._foreach_lerp_(own, model, 1.0 - decay)

    def tensors(self) -> dict[str, Tensor]:
        """All state as named tensors, for a safetensors file."""
        out = {f"model.{k}": v for k, v in self.model.state_dict().items()}
        if self.average is not self.model:
            out |= {f"average.{k}": v for k, v in self.average.state_dict().items()}
        for label, optimizer in (("adam", self.optimizer), ("frame", self.frame_optimizer)):
            for index, state in optimizer.state_dict()["state"].items():
                out |= {f"{label}.{index}.{k}": torch.as_tensor(v) for k, v in state.items()}
        out["sampler.order"] = torch.from_numpy(self.sampler.order.copy())
        out["gradient.pull"] = self.gradient.pull
        out["generator"] = self.generator.get_state()
        return {k: v.detach().contiguous() for k, v in out.items()}

    def facts(self) -> dict[str, Any]:
        """What goes into the JSON beside the tensors."""
        return {
            "step": self.step,
            "elapsed_s": self.elapsed_s,
            "relocations": self.relocations,
            "relocated_at": self.relocated_at,
            "gradient_steps": self.gradient.steps,
            "sampler": self.sampler.rng.bit_generator.state,
        }

    def load(self, tensors: dict[str, Tensor], facts: dict[str, Any]) -> None:
        """The inverse of tensors() and facts()."""
        for label in ("model", "average"):  # runs that began before splats had anchors: where they are now
            if f"{label}.base" in tensors:
                tensors.setdefault(f"{label}.anchor", tensors[f"{label}.base"][:, layout.MEAN].clone())
                tensors.setdefault(f"{label}.held", torch.ones(len(tensors[f"{label}.base"])))
        self.model.load_state_dict(_under(tensors, "model."))
        if self.average is not self.model:
            self.average.load_state_dict(_under(tensors, "average."))
        for label, optimizer in (("adam", self.optimizer), ("frame", self.frame_optimizer)):
            state: dict[int, dict[str, Any]] = {}
            for key, value in _under(tensors, label + ".").items():
                index, _, name = key.partition(".")
                # SparseAdam counts in plain numbers, Adam in tensors
                state.setdefault(int(index), {})[name] = value.item() if label == "frame" and name == "step" else value
            full = optimizer.state_dict()
            optimizer.load_state_dict({**full, "state": state})
        self.sampler.order = tensors["sampler.order"].numpy().copy()
        self.sampler.rng.bit_generator.state = facts["sampler"]
        self.gradient.pull = tensors["gradient.pull"].clone()
        self.gradient.steps = int(facts["gradient_steps"])
        self.generator.set_state(tensors["generator"])
        self.step, self.elapsed_s = int(facts["step"]), float(facts["elapsed_s"])
        # older runs moved splats every so many steps
        self.relocations = int(facts.get("relocations", self.step // self.config.densify.every))
        self.relocated_at = int(facts.get("relocated_at", self.step))


def make_optimizer(model: AvatarModel, rates: LearningRates) -> torch.optim.Adam:
    """One fused Adam; a group per kind of parameter, since all splat attributes are in natural units."""
    groups: list[dict[str, Any]] = [
        {"params": [model.base], "lr": rates.base},
        {"params": [model.blend_logit], "lr": rates.blend},
        {"params": [model.pose_map], "lr": rates.pose},
        {"params": [model.torso_map], "lr": rates.torso},
    ]
    if isinstance(model.deformation, BasisDeformation):
        groups += [
            {"params": [model.deformation.bases], "lr": rates.bases},
            {"params": [model.deformation.linear], "lr": rates.linear},
            {"params": list(model.deformation.mlp.parameters()), "lr": rates.network},
        ]
    else:
        groups.append({"params": list(model.deformation.parameters()), "lr": rates.network})
    return torch.optim.Adam(groups, eps=ADAM_EPS, fused=True)


def _under(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {k[len(prefix) :]: v for k, v in tensors.items() if k.startswith(prefix)}
