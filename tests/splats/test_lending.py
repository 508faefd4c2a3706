"""Large tensors that are lent again."""

from __future__ import annotations

import torch

from core.splats.lending import WORTH_KEEPING, Lender

SHAPE = (2, WORTH_KEEPING // 2)


def test_memory_comes_back_once_nobody_holds_it() -> None:
    lender = Lender()
    first = lender.empty(SHAPE)
    address = first.data_ptr()
    assert first.shape == SHAPE
    del first
    assert lender.empty(SHAPE).data_ptr() == address


def test_memory_in_use_is_never_lent_twice() -> None:
    lender = Lender()
    held = [lender.empty(SHAPE) for _ in range(4)]
    assert len({tensor.data_ptr() for tensor in held}) == 4
    part = held.pop()[0, :3].detach()
    addresses = {tensor.data_ptr() for tensor in held} | {part.data_ptr()}
    assert lender.empty(SHAPE).data_ptr() not in addresses


def test_a_gradient_keeps_its_memory_until_it_is_dropped() -> None:
    lender = Lender()

    class Ones(torch.autograd.Function):
        @staticmethod
        def forward(ctx: object, x: torch.Tensor) -> torch.Tensor:
            return x.sum()

        @staticmethod
        def backward(ctx: object, *grads: torch.Tensor) -> torch.Tensor:
            return lender.empty(SHAPE).fill_(1.0)

    leaf = torch.zeros(SHAPE, requires_grad=True)
    Ones.apply(leaf).backward()
    assert leaf.grad is not None
    address = leaf.grad.data_ptr()
    assert lender.empty(SHAPE).data_ptr() != address
    leaf.grad = None
    Ones.apply(leaf).backward()
    assert leaf.grad is not None
    assert bool((leaf.grad == 1).all())


def test_small_tensors_are_plain_ones() -> None:
    assert Lender().empty((3, 4)).shape == (3, 4)
