"""The native rasteriser's rival: the same algorithm in numba, parallel over splats and tiles, forward and backward.

It gets what a careful numba author would give it: float32 throughout, fast maths, preallocated tile lists, gradients
per intersection (no atomics), and only the pixels that the splat's ellipse can reach. One camera, RGB colours, no
background.
"""

from __future__ import annotations

from math import ceil, exp, floor, log, sqrt

import numba as nb
import numpy as np

TILE = 16
f32 = np.float32
JIT = {"nogil": True, "fastmath": True, "error_model": "numpy", "cache": True}


@nb.njit(**JIT)
def _rotation(q, R):
    w, x, y, z = q[0], q[1], q[2], q[3]
    R[0, 0], R[0, 1], R[0, 2] = 1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)
    R[1, 0], R[1, 1], R[1, 2] = 2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)
    R[2, 0], R[2, 1], R[2, 2] = 2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)


@nb.njit(**JIT)
def _splat(n, means, quats, scales, cam, K, W, H, q, Q, M, U, V, p):
    """Fill the work arrays for splat n: unit quaternion, rotation, Q S, J R Q S (2 rows), R Q S, camera-space point."""
    length = sqrt(quats[n, 0] ** 2 + quats[n, 1] ** 2 + quats[n, 2] ** 2 + quats[n, 3] ** 2)
    for k in range(4):
        q[k] = quats[n, k] / length
    _rotation(q, Q)
    for i in range(3):
        p[i] = cam[i, 0] * means[n, 0] + cam[i, 1] * means[n, 1] + cam[i, 2] * means[n, 2] + cam[i, 3]
        for j in range(3):
            M[i, j] = Q[i, j] * scales[n, j]
    for i in range(3):
        for j in range(3):
            V[i, j] = cam[i, 0] * M[0, j] + cam[i, 1] * M[1, j] + cam[i, 2] * M[2, j]
    fx, fy, cx, cy = K[0, 0], K[1, 1], K[0, 2], K[1, 2]
    mx, my = f32(0.15) * W / fx, f32(0.15) * H / fy
    rx = min(max(p[0] / p[2], -cx / fx - mx), (W - cx) / fx + mx)
    ry = min(max(p[1] / p[2], -cy / fy - my), (H - cy) / fy + my)
    for j in range(3):
        U[0, j] = fx / p[2] * (V[0, j] - rx * V[2, j])
        U[1, j] = fy / p[2] * (V[1, j] - ry * V[2, j])
    return rx, ry


@nb.njit(parallel=True, **JIT)
def _project(means, quats, scales, opacities, cam, K, W, H, screen, rects):
    tiles_x, tiles_y = (W + TILE - 1) // TILE, (H + TILE - 1) // TILE
    N = means.shape[0]
    for chunk in nb.prange((N + 255) // 256):
        q, p = np.empty(4, f32), np.empty(3, f32)
        Q, M, U, V = np.empty((3, 3), f32), np.empty((3, 3), f32), np.empty((2, 3), f32), np.empty((3, 3), f32)
        for n in range(chunk * 256, min(N, chunk * 256 + 256)):
            _splat(n, means, quats, scales, cam, K, W, H, q, Q, M, U, V, p)
            a = U[0, 0] ** 2 + U[0, 1] ** 2 + U[0, 2] ** 2 + f32(0.3)
            b = U[0, 0] * U[1, 0] + U[0, 1] * U[1, 1] + U[0, 2] * U[1, 2]
            c = U[1, 0] ** 2 + U[1, 1] ** 2 + U[1, 2] ** 2 + f32(0.3)
            det = a * c - b * b
            o = opacities[n]
            rects[n, :] = 0
            screen[n, 8] = p[2]
            if p[2] <= f32(0.01) or o < f32(1 / 255) or det <= 0:
                continue
            x, y = K[0, 0] * p[0] / p[2] + K[0, 2], K[1, 1] * p[1] / p[2] + K[1, 2]
            wide = sqrt(f32(2) * log(f32(255) * o))
            ex, ey = wide * sqrt(a), wide * sqrt(c)
            screen[n, 0], screen[n, 1], screen[n, 2], screen[n, 3], screen[n, 4] = x, y, c / det, -b / det, a / det
            screen[n, 5], screen[n, 6], screen[n, 7] = o, ex, ey
            rects[n, 0] = min(max(floor((x - ex) / TILE), 0), tiles_x)
            rects[n, 1] = min(max(ceil((x + ex) / TILE), 0), tiles_x)
            rects[n, 2] = min(max(floor((y - ey) / TILE), 0), tiles_y)
            rects[n, 3] = min(max(ceil((y + ey) / TILE), 0), tiles_y)


@nb.njit(**JIT)
def _bin(order, rects, tiles_x, tiles_y):
    N = rects.shape[0]
    first, start = np.zeros(N + 1, np.int64), np.zeros(tiles_x * tiles_y + 1, np.int64)
    for n in range(N):
        first[n + 1] = first[n] + (rects[n, 1] - rects[n, 0]) * (rects[n, 3] - rects[n, 2])
        for y in range(rects[n, 2], rects[n, 3]):
            for x in range(rects[n, 0], rects[n, 1]):
                start[y * tiles_x + x + 1] += 1
    for t in range(tiles_x * tiles_y):
        start[t + 1] += start[t]
    at, listed = start[:-1].copy(), np.empty(first[N], np.int32)
    for n in order:
        for y in range(rects[n, 2], rects[n, 3]):
            for x in range(rects[n, 0], rects[n, 1]):
                listed[at[y * tiles_x + x]] = n
                at[y * tiles_x + x] += 1
    return first, start, listed


@nb.njit(inline="always")
def _reach(screen, n, px0, py0, px1, py1):
    x, y, ex, ey = screen[n, 0], screen[n, 1], screen[n, 6], screen[n, 7]
    x0, x1 = max(px0, floor(x - ex)), min(px1, ceil(x + ex))
    return x0, max(py0, floor(y - ey)), x1, min(py1, ceil(y + ey))


@nb.njit(parallel=True, **JIT)
def _draw(screen, colors, start, listed, W, H, rgb, alpha, depth, last):
    tiles_x, tiles_y = (W + TILE - 1) // TILE, (H + TILE - 1) // TILE
    for tile in nb.prange(tiles_x * tiles_y):
        px0, py0 = (tile % tiles_x) * TILE, (tile // tiles_x) * TILE
        px1, py1 = min(px0 + TILE, W), min(py0 + TILE, H)
        T, done, left = np.ones((TILE, TILE), f32), np.zeros((TILE, TILE), np.uint8), (px1 - px0) * (py1 - py0)
        for i in range(start[tile], start[tile + 1]):
            if left == 0:
                break
            n = listed[i]
            x0, y0, x1, y1 = _reach(screen, n, px0, py0, px1, py1)
            mx, my, a, b, c, o = screen[n, 0], screen[n, 1], screen[n, 2], screen[n, 3], screen[n, 4], screen[n, 5]
            r, g, bl, z = colors[n, 0], colors[n, 1], colors[n, 2], screen[n, 8]
            for y in range(y0, y1):
                dy = my - f32(y) - f32(0.5)
                for x in range(x0, x1):
                    if done[y - py0, x - px0]:
                        continue
                    dx = mx - f32(x) - f32(0.5)
                    al = min(f32(0.999), o * exp(-(f32(0.5) * (a * dx * dx + c * dy * dy) + b * dx * dy)))
                    if al < f32(1 / 255):
                        continue
                    t = T[y - py0, x - px0]
                    after = t * (1 - al)
                    if after <= f32(1e-4):
                        done[y - py0, x - px0] = 1
                        left -= 1
                        continue
                    w = al * t
                    rgb[y, x, 0] += w * r
                    rgb[y, x, 1] += w * g
                    rgb[y, x, 2] += w * bl
                    depth[y, x] += w * z
                    T[y - py0, x - px0] = after
                    last[y, x] = i
        for y in range(py0, py1):
            for x in range(px0, px1):
                alpha[y, x] = 1 - T[y - py0, x - px0]


@nb.njit(parallel=True, **JIT)
def _draw_backward(screen, colors, rects, first, start, listed, W, H, alpha, last, v_rgb, v_alpha, grad):
    tiles_x, tiles_y = (W + TILE - 1) // TILE, (H + TILE - 1) // TILE
    for tile in nb.prange(tiles_x * tiles_y):
        tx, ty = tile % tiles_x, tile // tiles_x
        px0, py0 = tx * TILE, ty * TILE
        px1, py1 = min(px0 + TILE, W), min(py0 + TILE, H)
        T, S = np.ones((TILE, TILE), f32), np.zeros((TILE, TILE), f32)
        for y in range(py0, py1):
            for x in range(px0, px1):
                T[y - py0, x - px0] = 1 - alpha[y, x]
        for i in range(start[tile + 1] - 1, start[tile] - 1, -1):
            n = listed[i]
            x0, y0, x1, y1 = _reach(screen, n, px0, py0, px1, py1)
            mx, my, a, b, c, o = screen[n, 0], screen[n, 1], screen[n, 2], screen[n, 3], screen[n, 4], screen[n, 5]
            r, g, bl = colors[n, 0], colors[n, 1], colors[n, 2]
            s0 = sx = sy = sxx = sxy = syy = sr = sg = sb = f32(0)
            for y in range(y0, y1):
                dy = my - f32(y) - f32(0.5)
                for x in range(x0, x1):
                    if i > last[y, x]:
                        continue
                    dx = mx - f32(x) - f32(0.5)
                    raw = o * exp(-(f32(0.5) * (a * dx * dx + c * dy * dy) + b * dx * dy))
                    al = min(f32(0.999), raw)
                    if al < f32(1 / 255):
                        continue
                    inv = f32(1) / (f32(1) - al)
                    t = T[y - py0, x - px0] * inv
                    T[y - py0, x - px0] = t
                    w = al * t
                    value = r * v_rgb[y, x, 0] + g * v_rgb[y, x, 1] + bl * v_rgb[y, x, 2] + v_alpha[y, x]
                    v_al = t * value - S[y - py0, x - px0] * inv
                    S[y - py0, x - px0] += w * value
                    sr += w * v_rgb[y, x, 0]
                    sg += w * v_rgb[y, x, 1]
                    sb += w * v_rgb[y, x, 2]
                    if raw <= f32(0.999):
                        v = -raw * v_al
                        s0 += v
                        sx += v * dx
                        sy += v * dy
                        sxx += v * dx * dx
                        sxy += v * dx * dy
                        syy += v * dy * dy
            e = first[n] + (ty - rects[n, 2]) * (rects[n, 1] - rects[n, 0]) + tx - rects[n, 0]
            grad[e, 0], grad[e, 1], grad[e, 2], grad[e, 3], grad[e, 4] = s0, sx, sy, sxx, sxy
            grad[e, 5], grad[e, 6], grad[e, 7], grad[e, 8] = syy, sr, sg, sb


@nb.njit(parallel=True, **JIT)
def _project_backward(
    means, quats, scales, cam, K, W, H, screen, rects, first, grad, g_means, g_quats, g_scales, g_o, g_c
):
    N = means.shape[0]
    for chunk in nb.prange((N + 255) // 256):
        q, p, s, vq = np.empty(4, f32), np.empty(3, f32), np.empty(9, f32), np.empty(4, f32)
        Q, M, U, V = np.empty((3, 3), f32), np.empty((3, 3), f32), np.empty((2, 3), f32), np.empty((3, 3), f32)
        vU, vV, vQ, vp = np.empty((2, 3), f32), np.empty((3, 3), f32), np.empty((3, 3), f32), np.empty(3, f32)
        for n in range(chunk * 256, min(N, chunk * 256 + 256)):
            if first[n] == first[n + 1]:
                continue
            rx, ry = _splat(n, means, quats, scales, cam, K, W, H, q, Q, M, U, V, p)
            s[:] = 0
            for e in range(first[n], first[n + 1]):
                for k in range(9):
                    s[k] += grad[e, k]
            A, B, C = screen[n, 2], screen[n, 3], screen[n, 4]
            g_o[n] = -s[0] / screen[n, 5]
            g_c[n, 0], g_c[n, 1], g_c[n, 2] = s[6], s[7], s[8]
            vx, vy = A * s[1] + B * s[2], B * s[1] + C * s[2]
            va, h, vc = f32(0.5) * s[3], f32(0.5) * s[4], f32(0.5) * s[5]
            l0, l1, l2, l3 = A * va + B * h, A * h + B * vc, B * va + C * h, B * h + C * vc
            c00, c01, c11 = -(l0 * A + l1 * B), -(l0 * B + l1 * C), -(l2 * B + l3 * C)
            fx, fy, z = K[0, 0], K[1, 1], p[2]
            along, vrx, vry = f32(0), f32(0), f32(0)
            for j in range(3):
                vU[0, j] = 2 * (c00 * U[0, j] + c01 * U[1, j])
                vU[1, j] = 2 * (c01 * U[0, j] + c11 * U[1, j])
                vV[0, j], vV[1, j] = fx / z * vU[0, j], fy / z * vU[1, j]
                vV[2, j] = -(rx * vV[0, j] + ry * vV[1, j])
                along += vU[0, j] * U[0, j] + vU[1, j] * U[1, j]
                vrx -= vV[0, j] * V[2, j]
                vry -= vV[1, j] * V[2, j]
            vrx = (vrx if rx == p[0] / z else f32(0)) + fx * vx
            vry = (vry if ry == p[1] / z else f32(0)) + fy * vy
            vp[0], vp[1] = vrx / z, vry / z
            vp[2] = -(along + vp[0] * p[0] + vp[1] * p[1]) / z
            for i in range(3):
                g_means[n, i] = cam[0, i] * vp[0] + cam[1, i] * vp[1] + cam[2, i] * vp[2]
                g_scales[n, i] = 0
            for i in range(3):
                for j in range(3):
                    vM = cam[0, i] * vV[0, j] + cam[1, i] * vV[1, j] + cam[2, i] * vV[2, j]
                    vQ[i, j] = vM * scales[n, j]
                    g_scales[n, j] += vM * Q[i, j]
            w, x, y, zz = q[0], q[1], q[2], q[3]
            vq[0] = 2 * (x * (vQ[2, 1] - vQ[1, 2]) + y * (vQ[0, 2] - vQ[2, 0]) + zz * (vQ[1, 0] - vQ[0, 1]))
            vq[1] = 2 * (w * (vQ[2, 1] - vQ[1, 2]) + y * (vQ[0, 1] + vQ[1, 0]) + zz * (vQ[0, 2] + vQ[2, 0]))
            vq[1] -= 4 * x * (vQ[1, 1] + vQ[2, 2])
            vq[2] = 2 * (w * (vQ[0, 2] - vQ[2, 0]) + x * (vQ[0, 1] + vQ[1, 0]) + zz * (vQ[1, 2] + vQ[2, 1]))
            vq[2] -= 4 * y * (vQ[0, 0] + vQ[2, 2])
            vq[3] = 2 * (w * (vQ[1, 0] - vQ[0, 1]) + x * (vQ[0, 2] + vQ[2, 0]) + y * (vQ[1, 2] + vQ[2, 1]))
            vq[3] -= 4 * zz * (vQ[0, 0] + vQ[1, 1])
            dot = vq[0] * w + vq[1] * x + vq[2] * y + vq[3] * zz
            length = sqrt(quats[n, 0] ** 2 + quats[n, 1] ** 2 + quats[n, 2] ** 2 + quats[n, 3] ** 2)
            for k in range(4):
                g_quats[n, k] = (vq[k] - dot * q[k]) / length


def render_and_gradients(means, quats, scales, opacities, colors, cam_from_world, K, width, height, v_rgb, v_alpha):
    """One image and its gradients.

    Args:
        means, quats, scales, opacities, colors: [N, ...] float32.
        cam_from_world: [4, 4]; K: [3, 3].
        v_rgb, v_alpha: gradients of the image, [H, W, 3] and [H, W].
    Returns:
        rgb [H, W, 3], and the gradients by name.
    """
    W, H, N = width, height, len(means)
    screen, rects = np.empty((N, 9), f32), np.empty((N, 4), np.int32)
    _project(means, quats, scales, opacities, cam_from_world, K, W, H, screen, rects)
    order = np.argsort(screen[:, 8], kind="stable")
    first, start, listed = _bin(order, rects, (W + TILE - 1) // TILE, (H + TILE - 1) // TILE)
    rgb, alpha, depth = np.zeros((H, W, 3), f32), np.empty((H, W), f32), np.zeros((H, W), f32)
    last, grad = np.full((H, W), -1, np.int64), np.empty((len(listed), 9), f32)
    _draw(screen, colors, start, listed, W, H, rgb, alpha, depth, last)
    _draw_backward(screen, colors, rects, first, start, listed, W, H, alpha, last, v_rgb, v_alpha, grad)
    out = {name: np.zeros((N, k), f32) for name, k in (("means", 3), ("quats", 4), ("scales", 3), ("colors", 3))}
    out["opacities"] = np.zeros(N, f32)
    _project_backward(
        means, quats, scales, cam_from_world, K, W, H, screen, rects, first, grad,
        out["means"], out["quats"], out["scales"], out["opacities"], out["colors"],
    )  # fmt: skip
    return rgb, out


def set_threads(threads: int) -> None:
    """Processors to use, at most those that numba found."""
    nb.set_num_threads(max(1, min(threads, nb.config.NUMBA_NUM_THREADS)))
