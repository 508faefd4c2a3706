// Compositing of one 16x16 tile, near to far, and its backward pass, far to near. Semantics are gsplat's: alpha is clamped at
// 0.999, skipped below 1/255, and a pixel stops at the splat that would bring its transmittance to 1e-4 or below.

namespace {

constexpr float kMaxAlpha = 0.999f;
constexpr float kMinAlpha = 1.0f / 255.0f;
constexpr float kMinT = 1e-4f;
constexpr float kLog2e = 1.44269504088896341f;
constexpr int kBatch = 256;  // entries handled at a time: their data (16 kB) stays in the first-level cache

struct Sample {
    vf dx, dy, vis, alpha;
    vm valid;
};

// One inline function for both passes, with explicit fma: the decision about the threshold must fall the same way in both.
RAF_INLINE Sample sample(const float* p, vf px, vf py) {
    Sample s;
    s.dx = vec(p[PX]) - px;
    s.dy = vec(p[PY]) - py;
    const vf u = fma(vec(p[PA]), s.dx, vec(2.0f * p[PB]) * s.dy);
    const vf twice = fma(u, s.dx, vec(p[PC]) * s.dy * s.dy);
    s.vis = exp2_of(twice * vec(-0.5f * kLog2e));
    s.alpha = min_of(vec(p[PO]) * s.vis, vec(kMaxAlpha));
    s.valid = both(le(vec(0.0f), twice), le(vec(kMinAlpha), s.alpha));
    return s;
}

RAF_INLINE void block_pixels(int tile_x, int tile_y, int block, vf& px, vf& py) {
    alignas(64) static const float kX[16] = {.5f, 1.5f, 2.5f, 3.5f, .5f, 1.5f, 2.5f, 3.5f, .5f, 1.5f, 2.5f, 3.5f, .5f, 1.5f, 2.5f, 3.5f};
    alignas(64) static const float kY[16] = {.5f, .5f, .5f, .5f, 1.5f, 1.5f, 1.5f, 1.5f, 2.5f, 2.5f, 2.5f, 2.5f, 3.5f, 3.5f, 3.5f, 3.5f};
    px = load(kX) + vec(static_cast<float>(tile_x * kTile + (block & 3) * 4));
    py = load(kY) + vec(static_cast<float>(tile_y * kTile + (block >> 2) * 4));
}

// Blocks of the tile that the splat's 1/255 ellipse reaches, one lane a block: least sigma over the block's pixel centres.
RAF_INLINE unsigned block_mask(const float* p, float tile_px, float tile_py) {
    alignas(64) static const float kX[16] = {.5f, 4.5f, 8.5f, 12.5f, .5f, 4.5f, 8.5f, 12.5f, .5f, 4.5f, 8.5f, 12.5f, .5f, 4.5f, 8.5f, 12.5f};
    alignas(64) static const float kY[16] = {.5f, .5f, .5f, .5f, 4.5f, 4.5f, 4.5f, 4.5f, 8.5f, 8.5f, 8.5f, 8.5f, 12.5f, 12.5f, 12.5f, 12.5f};
    const vf a = vec(p[PA]), b = vec(p[PB]), c = vec(p[PC]), zero = vec(0.0f);
    const vf x0 = load(kX) + vec(tile_px - p[PX]), y0 = load(kY) + vec(tile_py - p[PY]);
    const vf x1 = x0 + vec(3.0f), y1 = y0 + vec(3.0f);
    const vf xn = min_of(max_of(zero, x0), x1), yn = min_of(max_of(zero, y0), y1);  // nearest to the centre, per axis
    const vf ys = min_of(max_of(-b * xn * vec(1.0f / p[PC]), y0), y1);
    const vf xs = min_of(max_of(-b * yn * vec(1.0f / p[PA]), x0), x1);
    const vf two_b = b + b;
    const vf e = xn * (a * xn + two_b * ys) + c * ys * ys;
    const vf f = xs * (a * xs + two_b * yn) + c * yn * yn;
    return bits(le(min_of(e, f), vec(p[PTHR])));
}

unsigned inside_bits(const Input& in, int tile_x, int tile_y, int block) {
    unsigned m = 0;
    for (int l = 0; l < 16; ++l) {
        const int x = tile_x * kTile + (block & 3) * 4 + (l & 3), y = tile_y * kTile + (block >> 2) * 4 + (l >> 2);
        if (x < in.W && y < in.H) m |= 1u << l;
    }
    return m;
}

struct BlockState {
    alignas(64) float T[16], r[16], g[16], b[16], z[16];
    alignas(64) int32_t last[16];
    unsigned alive;
};

void raster_batch(BlockState& state, vf px, vf py, const float (*local)[kProj], const uint16_t* picks, int count, int begin,
                  uint16_t* mask, uint16_t bit) {
    vf T = load(state.T), r = load(state.r), g = load(state.g), b = load(state.b), z = load(state.z);
    vf last;
    memcpy(&last, state.last, sizeof last);
    vm alive = mask_of(state.alive);
    for (int i = 0; i < count; ++i) {
        const float* p = local[picks[i]];
        const Sample s = sample(p, px, py);
        const vm valid = both(s.valid, alive);
        if (!bits(valid)) continue;
        const vf next = T * (vec(1.0f) - s.alpha);
        const vm stop = both(valid, le(next, vec(kMinT)));
        const vm add = without(valid, stop);
        const vf w = only(add, s.alpha * T);
        r = fma(w, vec(p[PR]), r);
        g = fma(w, vec(p[PG]), g);
        b = fma(w, vec(p[PBL]), b);
        z = fma(w, vec(p[PZ]), z);
        T = select(add, next, T);
        const int32_t position = begin + picks[i];
        float as_float;
        memcpy(&as_float, &position, 4);
        last = select(add, vec(as_float), last);
        mask[picks[i]] |= bit;
        alive = without(alive, stop);
        if (!bits(alive)) break;
    }
    store(state.T, T);
    store(state.r, r);
    store(state.g, g);
    store(state.b, b);
    store(state.z, z);
    memcpy(state.last, &last, sizeof last);
    state.alive = bits(alive);
}

void write_block(const Input& in, const Output& out, const BlockState& state, int camera, int tile_x, int tile_y, int block) {
    const float* bg = in.background ? in.background + camera * 3 : nullptr;
    for (int l = 0; l < 16; ++l) {
        const int x = tile_x * kTile + (block & 3) * 4 + (l & 3), y = tile_y * kTile + (block >> 2) * 4 + (l >> 2);
        if (x >= in.W || y >= in.H) continue;
        const size_t at = (static_cast<size_t>(camera) * in.H + y) * in.W + x;
        const float T = state.T[l];
        out.rgb[at * 3 + 0] = state.r[l] + (bg ? T * bg[0] : 0.0f);
        out.rgb[at * 3 + 1] = state.g[l] + (bg ? T * bg[1] : 0.0f);
        out.rgb[at * 3 + 2] = state.b[l] + (bg ? T * bg[2] : 0.0f);
        out.alpha[at] = 1.0f - T;
        out.depth[at] = state.z[l];
    }
}

void raster(const Input& in, Work& work, const Output& out, int task) {
    const int camera = task / work.tiles, tile = task % work.tiles;
    const int tile_x = tile % work.tiles_x, tile_y = tile / work.tiles_x;
    const uint32_t start = work.tile_start[task], end = work.tile_start[task + 1];
    const float* proj = work.proj + static_cast<size_t>(camera) * in.N * kProj;
    BlockState blocks[16];
    unsigned open = 0;
    for (int k = 0; k < 16; ++k) {
        memset(&blocks[k], 0, sizeof blocks[k]);
        for (int l = 0; l < 16; ++l) blocks[k].T[l] = 1.0f, blocks[k].last[l] = -1;
        blocks[k].alive = inside_bits(in, tile_x, tile_y, k);
        if (blocks[k].alive) open |= 1u << k;
    }
    alignas(64) float local[kBatch][kProj];
    uint16_t picks[16][kBatch];
    int counts[16];
    for (uint32_t at = start; at < end; at += kBatch) {
        const int n = static_cast<int>(end - at < static_cast<uint32_t>(kBatch) ? end - at : kBatch);
        memset(work.mask + at, 0, n * sizeof(uint16_t));
        if (!open) continue;
        memset(counts, 0, sizeof counts);
        for (int i = 0; i < n; ++i) {
            memcpy(local[i], proj + static_cast<size_t>(work.list[at + i]) * kProj, sizeof local[i]);
            unsigned m = open & block_mask(local[i], static_cast<float>(tile_x * kTile), static_cast<float>(tile_y * kTile));
            for (; m; m &= m - 1) {
                const int k = __builtin_ctz(m);
                picks[k][counts[k]++] = static_cast<uint16_t>(i);
            }
        }
        for (int k = 0; k < 16; ++k) {
            if (!counts[k]) continue;
            vf px, py;
            block_pixels(tile_x, tile_y, k, px, py);
            raster_batch(blocks[k], px, py, local, picks[k], counts[k], static_cast<int>(at - start), work.mask + at,
                         static_cast<uint16_t>(1u << k));
            if (!blocks[k].alive) open &= ~(1u << k);
        }
    }
    for (int k = 0; k < 16; ++k) {
        write_block(in, out, blocks[k], camera, tile_x, tile_y, k);
        const size_t pixel = (static_cast<size_t>(task) * 16 + k) * 16;
        memcpy(work.T + pixel, blocks[k].T, sizeof blocks[k].T);
        memcpy(work.last + pixel, blocks[k].last, sizeof blocks[k].last);
    }
}

struct BlockGrad {
    alignas(64) float T[16], S[16], r[16], g[16], b[16], a[16], z[16];
    int deepest;
};

// The image gradient of a block, its final transmittance, and S: what lies behind, dotted with the gradient.
void load_block_grad(BlockGrad& state, const Input& in, const Work& work, const OutputGrad& grad, int task, int block) {
    const int camera = task / work.tiles, tile = task % work.tiles;
    const int tile_x = tile % work.tiles_x, tile_y = tile / work.tiles_x;
    const float* bg = in.background ? in.background + camera * 3 : nullptr;
    const size_t pixel = (static_cast<size_t>(task) * 16 + block) * 16;
    memset(&state, 0, sizeof state);
    state.deepest = -1;
    for (int l = 0; l < 16; ++l) {
        const int x = tile_x * kTile + (block & 3) * 4 + (l & 3), y = tile_y * kTile + (block >> 2) * 4 + (l >> 2);
        state.T[l] = 1.0f;
        if (x >= in.W || y >= in.H) continue;
        const size_t at = (static_cast<size_t>(camera) * in.H + y) * in.W + x;
        state.T[l] = work.T[pixel + l];
        if (grad.rgb) state.r[l] = grad.rgb[at * 3], state.g[l] = grad.rgb[at * 3 + 1], state.b[l] = grad.rgb[at * 3 + 2];
        if (grad.alpha) state.a[l] = grad.alpha[at];
        if (grad.depth) state.z[l] = grad.depth[at];
        if (bg) state.S[l] = state.T[l] * (bg[0] * state.r[l] + bg[1] * state.g[l] + bg[2] * state.b[l]);
        if (work.last[pixel + l] > state.deepest) state.deepest = work.last[pixel + l];
    }
}

struct Sums {
    vf s0, sx, sy, sxx, sxy, syy, r, g, b, z, w;
};

RAF_INLINE void backward_block(Sums& sums, BlockGrad& state, const float* p, const int32_t* last, int position, vf px, vf py) {
    const Sample s = sample(p, px, py);
    const vm add = both(s.valid, at_least(last, position));
    const vf one_less = vec(1.0f) / (vec(1.0f) - s.alpha);
    const vf T = select(add, load(state.T) * one_less, load(state.T)), S = load(state.S);
    const vf r = load(state.r), g = load(state.g), b = load(state.b), z = load(state.z);
    const vf w = only(add, s.alpha * T);
    const vf q = fma(vec(p[PR]), r, fma(vec(p[PG]), g, fma(vec(p[PBL]), b, fma(vec(p[PZ]), z, load(state.a)))));
    const vf v_alpha = T * q - S * one_less;
    const vf raw = vec(p[PO]) * s.vis;
    const vf v = only(both(add, le(raw, vec(kMaxAlpha))), -raw * v_alpha);  // by sigma; none where alpha is clamped
    store(state.T, T);
    store(state.S, fma(w, q, S));
    const vf vx = v * s.dx, vy = v * s.dy;
    sums.s0 += v;
    sums.sx += vx;
    sums.sy += vy;
    sums.sxx = fma(vx, s.dx, sums.sxx);
    sums.sxy = fma(vx, s.dy, sums.sxy);
    sums.syy = fma(vy, s.dy, sums.syy);
    sums.r = fma(w, r, sums.r);
    sums.g = fma(w, g, sums.g);
    sums.b = fma(w, b, sums.b);
    sums.z = fma(w, z, sums.z);
    sums.w += w;
}

void raster_backward(const Input& in, Work& work, const OutputGrad& grad, int task) {
    const int camera = task / work.tiles, tile = task % work.tiles;
    const int tile_x = tile % work.tiles_x, tile_y = tile / work.tiles_x;
    const uint32_t start = work.tile_start[task], end = work.tile_start[task + 1];
    if (start == end) return;
    const size_t base = static_cast<size_t>(camera) * in.N;
    BlockGrad blocks[16];
    for (int k = 0; k < 16; ++k) load_block_grad(blocks[k], in, work, grad, task, k);
    const int32_t* last = work.last + static_cast<size_t>(task) * kTilePixels;
    for (uint32_t at = end; at-- > start;) {
        const uint32_t n = work.list[at];
        const int position = static_cast<int>(at - start);
        const Rect rect = work.rect[base + n];
        const uint32_t entry = work.first[base + n] + static_cast<uint32_t>((tile_y - rect.y0) * (rect.x1 - rect.x0) + tile_x - rect.x0);
        float* out = work.grad + static_cast<size_t>(entry) * kGrad;
        const float* p = work.proj + (base + n) * kProj;
        Sums sums;
        const vf zero = vec(0.0f);
        sums.s0 = sums.sx = sums.sy = sums.sxx = sums.sxy = sums.syy = sums.r = sums.g = sums.b = sums.z = sums.w = zero;
        unsigned m = work.mask[at];
        if (!m) {
            memset(out, 0, kGrad * sizeof(float));
            continue;
        }
        for (; m; m &= m - 1) {
            const int k = __builtin_ctz(m);
            if (position > blocks[k].deepest) continue;
            vf px, py;
            block_pixels(tile_x, tile_y, k, px, py);
            backward_block(sums, blocks[k], p, last + k * 16, position, px, py);
        }
        reduce4(out, sums.s0, sums.sx, sums.sy, sums.sxx);
        reduce4(out + 4, sums.sxy, sums.syy, sums.r, sums.g);
        reduce4(out + 8, sums.b, sums.z, sums.w, zero);
    }
}

}  // namespace
