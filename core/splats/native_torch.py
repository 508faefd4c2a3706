"""The native library's operations for autograd (CPU, float32): drawing, the image loss, the deformation.

Importing this loads the library; where it cannot be loaded the import raises StudioError.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from core.errors import StudioError
from core.splats import native
from core.splats.inputs import check_inputs
from core.splats.lending import Lender
from core.splats.rasterizer import RenderOutput
from core.splats.threads import kernel_threads

_LIB = native.library()
_LENDER = Lender()
_SPLAT_INPUTS = ("means", "quats", "scales", "opacities", "colors")


@dataclass
class SplatStats:
    """What the backward pass of ``NativeRasterizer.render`` adds up per splat, to move unused splats where they help.

    Attributes:
        screen_gradient: length of d loss / d (pixel position), summed over the cameras, [N].
        usage: compositing weight, summed over pixels and cameras, [N]: 0 for a splat that no pixel shows.
        views: cameras drawn so far.
    """

    screen_gradient: Tensor
    usage: Tensor
    views: int = 0

    @staticmethod
    def zeros(num_splats: int) -> SplatStats:
        """Empty sums for N splats."""
        return SplatStats(torch.zeros(num_splats), torch.zeros(num_splats))


class NativeRasterizer:
    """Implements ``core.splats.rasterizer.Rasterizer`` on the CPU in float32, on torch's number of threads."""

    name = "native"

    def render(
        self,
        means: Tensor,
        quats: Tensor,
        scales: Tensor,
        opacities: Tensor,
        colors: Tensor,
        cam_from_world: Tensor,
        K: Tensor,
        *,
        width: int,
        height: int,
        sh_degree: int | None = None,
        background: Tensor | None = None,
        near_m: float = 0.01,
        stats: SplatStats | None = None,
    ) -> RenderOutput:
        """See ``Rasterizer.render``; ``stats`` is filled by the backward pass."""
        inputs = (means, quats, scales, opacities, colors, cam_from_world, K)
        check_inputs(*inputs, background, width=width, height=height, sh_degree=sh_degree)
        native.check_image(width, height, near_m)
        _check_cpu(inputs if background is None else (*inputs, background))
        frame = _Frame(width, height, -1 if sh_degree is None else sh_degree, near_m, stats)
        rgb, alpha, depth = _Render.apply(frame, *inputs, background)  # type: ignore[no-untyped-call]
        return RenderOutput(rgb, alpha, depth)


@dataclass(frozen=True)
class _Frame:
    width: int
    height: int
    sh_degree: int
    near_m: float
    stats: SplatStats | None


def _check_cpu(tensors: tuple[Tensor, ...]) -> None:
    for tensor in tensors:
        if tensor.device.type != "cpu" or tensor.dtype != torch.float32:
            raise StudioError(
                "The native rasteriser cannot take this tensor",
                got=f"{tensor.dtype} on {tensor.device}",
                expected="torch.float32 on the CPU",
                next_step="Convert it, or choose the rasteriser 'gsplat' or 'reference'",
            )


def _per_camera(tensor: Tensor) -> tuple[Tensor, int]:
    """The tensor with each camera's part contiguous, and the floats between cameras: 0 when one part serves all."""
    if tensor.shape[0] > 1 and tensor.stride(0) == 0:
        return tensor[0].contiguous(), 0
    tensor = tensor.contiguous()
    return tensor, tensor[0].numel() if tensor.shape[0] else 0


def _c_input(frame: _Frame, tensors: tuple[Tensor | None, ...]) -> tuple[native.CInput, list[Tensor]]:
    """The library's input, and the tensors whose addresses are in it: keep them as long as it is used."""
    names = (*_SPLAT_INPUTS, "cam_from_world", "K", "background")
    given = {name: tensor.detach() for name, tensor in zip(names, tensors, strict=True) if tensor is not None}
    C, N = given["means"].shape[:2]
    harmonics = given["colors"].shape[2] if frame.sh_degree >= 0 else 1
    inputs = native.CInput(C=C, N=N, W=frame.width, H=frame.height, sh_degree=frame.sh_degree, sh_coeffs=harmonics)
    inputs.near_m = frame.near_m
    held = []
    for name, tensor in given.items():
        plain, stride = _per_camera(tensor) if name in _SPLAT_INPUTS else (tensor.contiguous(), 0)
        setattr(inputs, name, plain.data_ptr())
        if name in _SPLAT_INPUTS:
            setattr(inputs, f"{name}_stride", stride)
        held.append(plain)
    return inputs, held


class _Render(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, frame: _Frame, *tensors: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        inputs, held = _c_input(frame, tensors)
        rgb = held[0].new_empty(inputs.C, frame.height, frame.width, 3)
        alpha, depth = rgb.new_empty(rgb.shape[:3]), rgb.new_empty(rgb.shape[:3])
        output = native.COutput(rgb.data_ptr(), alpha.data_ptr(), depth.data_ptr())
        context = native.forward(inputs, output, kernel_threads(torch.get_num_threads()))
        if any(ctx.needs_input_grad):
            colors = tensors[4]
            ctx.frame, ctx.inputs, ctx.context = frame, inputs, context
            ctx.colors_shape = () if colors is None else colors.shape
            ctx.held, ctx.versions = held, [tensor._version for tensor in held]
            ctx.save_for_backward(alpha)
            ctx.set_materialize_grads(False)
        return rgb, alpha, depth

    @staticmethod
    def backward(ctx: Any, *grads: Tensor | None) -> tuple[Tensor | None, ...]:
        (alpha,) = ctx.saved_tensors
        if [tensor._version for tensor in ctx.held] != ctx.versions:
            raise RuntimeError("An input of the rasteriser was changed in place between its forward and backward pass.")
        C, N = ctx.inputs.C, ctx.inputs.N
        incoming = [None if grad is None else grad.contiguous() for grad in grads]
        shapes = [(C, N, 3), (C, N, 4), (C, N, 3), (C, N), ctx.colors_shape]
        outgoing = [alpha.new_empty(shape) for shape in shapes]
        stats = ctx.frame.stats
        screen = None if stats is None else alpha.new_empty(C, N, 2)
        v_camera = alpha.new_zeros(C, 4, 4)
        native.check_status(
            _LIB.raf_backward(
                ctx.context.handle,
                ctx.inputs,
                native.COutput(*(None if grad is None else grad.data_ptr() for grad in incoming)),
                native.CInputGrad(*(t.data_ptr() for t in outgoing), None if screen is None else screen.data_ptr()),
                v_camera.data_ptr(),
                kernel_threads(torch.get_num_threads()),
            )
        )
        if stats is not None and screen is not None:
            stats.screen_gradient += screen[..., 0].sum(0)
            stats.usage += screen[..., 1].sum(0)
            stats.views += C
        v_background = None
        if ctx.needs_input_grad[8] and incoming[0] is not None:
            v_background = ((1 - alpha)[..., None] * incoming[0]).sum((1, 2))
        return (None, *outgoing, v_camera, None, v_background)


def l1_dssim(rendered: Tensor, target: Tensor, weight: Tensor | None = None, dssim: float = 0.2) -> Tensor:
    """See ``core.splats.losses.l1_dssim``; differentiable in ``rendered`` alone."""
    plain = None if weight is None else weight.detach()
    loss: Tensor = _Loss.apply(rendered, target.detach(), plain, dssim)  # type: ignore[no-untyped-call]
    return loss


class _Loss(torch.autograd.Function):
    """Value and gradient come from one call: the gradient waits for the backward pass to scale it."""

    @staticmethod
    def forward(ctx: Any, rendered: Tensor, target: Tensor, weight: Tensor | None, dssim: float) -> Tensor:
        C, H, W, _ = rendered.shape
        images = [rendered.detach().contiguous(), target.contiguous()]
        weights = None if weight is None else weight.contiguous()
        wanted = ctx.needs_input_grad[0]
        maps = rendered.new_empty(C, H, 3, W * 3) if wanted else None
        grad = torch.empty_like(images[0]) if wanted else None
        pointers = [None if t is None else t.data_ptr() for t in (*images, weights, maps, grad)]
        task = native.CLossTask(*pointers, None, C, H, W, 0, dssim)
        value = _LIB.raf_l1_dssim(task, kernel_threads(torch.get_num_threads())) if C * H * W else float("nan")
        if grad is not None:
            ctx.save_for_backward(grad)
        return rendered.new_tensor(value)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        (grad,) = ctx.saved_tensors
        return grad * grads[0], None, None, None


def deform_pose(
    base: Tensor,
    bases: Tensor,
    w: Tensor,
    blend: Tensor,
    cam_from_head: Tensor,
    cam_from_torso: Tensor,
    *,
    units: Tensor,
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """See ``core.splats.deform.deform_pose``; ``base`` is [N, 14] here."""
    inputs = (base, bases, w, blend, cam_from_head, cam_from_torso, units)
    placed: tuple[Tensor, Tensor, Tensor, Tensor, Tensor] = _Deform.apply(*inputs)  # type: ignore[no-untyped-call]
    return placed


class _Deform(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, *tensors: Tensor) -> tuple[Tensor, ...]:
        base, bases, w, blend, head, torso, units = (t.detach().contiguous() for t in tensors)
        C, N, K = head.shape[0], base.shape[0], bases.shape[0]
        attributes = base.new_empty(C, N, 14)
        outputs = tuple(base.new_empty(C, N, *tail) for tail in ((3,), (4,), (3,), (), (3,)))
        inputs = (base, bases, w, blend, units, head, torso)
        pointers = [t.data_ptr() for t in (*inputs, attributes, *outputs)]
        task = native.CDeformTask(*pointers, None, None, None, None, C, N, K)
        _LIB.raf_deform(task, kernel_threads(torch.get_num_threads()))
        ctx.save_for_backward(*inputs, attributes)
        return outputs

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        *inputs, attributes = ctx.saved_tensors
        base, bases, w, blend, _, head, torso = inputs
        C, N, K = head.shape[0], base.shape[0], bases.shape[0]
        scratch = attributes.clone()  # its values are replaced by their gradients
        incoming = [grad.contiguous() for grad in grads]
        v_base, v_bases, v_blend = torch.empty_like(base), _LENDER.empty(bases.shape), torch.empty_like(blend)
        v_w, v_head, v_torso = torch.zeros_like(w), torch.zeros_like(head), torch.zeros_like(torso)
        if C == 0:
            return torch.zeros_like(base), torch.zeros_like(bases), v_w, torch.zeros_like(blend), v_head, v_torso, None
        pointers = [t.data_ptr() for t in (*inputs, scratch, *incoming, v_base, v_bases, v_blend)]
        task = native.CDeformTask(*pointers, None, C, N, K)
        poses = (v_w.data_ptr(), v_head.data_ptr(), v_torso.data_ptr())
        native.check_status(_LIB.raf_deform_backward(task, *poses, kernel_threads(torch.get_num_threads())))
        return v_base, v_bases, v_w, v_blend, v_head, v_torso, None
