// World to screen for 16 splats at a time: covariance, EWA projection, colour; and the chain back.

namespace {

constexpr float kBlur = 0.3f;          // pixels^2 added to the diagonal (gsplat's eps2d)
constexpr float kExtent = 3.33f;       // gsplat's widest extent, in standard deviations
constexpr float kLeastQuat = 1e-12f;   // squared length under which a quaternion counts as the identity
constexpr float kHuge = 1e18f;         // inputs beyond this count as infinite: their products would overflow

// Everything about 16 splats that both passes need.
struct Projected {
    vf m[3], q[4], inv_len, s[3], Q[9], M[9], p[3], W[9], inv_z, rx, ry, U[6], cov[3], inv_det, det;
    vm inside_x, inside_y;
};

RAF_INLINE void rotation_of(const vf* q, vf* R) {
    const vf two = vec(2.0f), one = vec(1.0f);
    const vf w = q[0], x = q[1], y = q[2], z = q[3];
    R[0] = one - two * (y * y + z * z), R[1] = two * (x * y - w * z), R[2] = two * (x * z + w * y);
    R[3] = two * (x * y + w * z), R[4] = one - two * (x * x + z * z), R[5] = two * (y * z - w * x);
    R[6] = two * (x * z - w * y), R[7] = two * (y * z + w * x), R[8] = one - two * (x * x + y * y);
}

// d loss / d unit quaternion from d loss / d rotation matrix.
RAF_INLINE void rotation_backward(const vf* q, const vf* v, vf* out) {
    const vf two = vec(2.0f), w = q[0], x = q[1], y = q[2], z = q[3];
    out[0] = two * (x * (v[7] - v[5]) + y * (v[2] - v[6]) + z * (v[3] - v[1]));
    out[1] = two * (w * (v[7] - v[5]) + y * (v[1] + v[3]) + z * (v[2] + v[6]) - two * x * (v[4] + v[8]));
    out[2] = two * (w * (v[2] - v[6]) + x * (v[1] + v[3]) + z * (v[5] + v[7]) - two * y * (v[0] + v[8]));
    out[3] = two * (w * (v[3] - v[1]) + x * (v[2] + v[6]) + y * (v[5] + v[7]) - two * z * (v[0] + v[4]));
}

// Unit quaternion; what is shorter than kLeastQuat, or NaN, becomes the identity and has no gradient (inv_len 0).
RAF_INLINE void unit_quat(const vf* raw, vf* q, vf& inv_len) {
    const vf len2 = raw[0] * raw[0] + raw[1] * raw[1] + raw[2] * raw[2] + raw[3] * raw[3];
    const vm usable = both(le(vec(kLeastQuat), len2), lt(len2, vec(kHuge)));
    const vf inv = vec(1.0f) / sqrt_of(select(usable, len2, vec(1.0f)));
    inv_len = only(usable, inv);
    q[0] = select(usable, raw[0] * inv, vec(1.0f));
    for (int k = 1; k < 4; ++k) q[k] = only(usable, raw[k] * inv);
}

RAF_INLINE void unit_quat_backward(const vf* q, vf inv_len, vf* v) {
    const vf along = v[0] * q[0] + v[1] * q[1] + v[2] * q[2] + v[3] * q[3];
    for (int k = 0; k < 4; ++k) v[k] = (v[k] - along * q[k]) * inv_len;
}

RAF_INLINE void project_lanes(Projected& s, const Input& in, const CameraData& c, int camera, int n, int count) {
    vf raw[4];
    load_rows<3>(s.m, in.means + camera * in.means_stride + static_cast<int64_t>(n) * 3, count);
    load_rows<4>(raw, in.quats + camera * in.quats_stride + static_cast<int64_t>(n) * 4, count);
    load_rows<3>(s.s, in.scales + camera * in.scales_stride + static_cast<int64_t>(n) * 3, count);
    unit_quat(raw, s.q, s.inv_len);
    rotation_of(s.q, s.Q);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) s.M[i * 3 + j] = s.Q[i * 3 + j] * s.s[j];
    for (int i = 0; i < 3; ++i) {
        const vf r0 = vec(c.R[i * 3]), r1 = vec(c.R[i * 3 + 1]), r2 = vec(c.R[i * 3 + 2]);
        s.p[i] = fma(r0, s.m[0], fma(r1, s.m[1], fma(r2, s.m[2], vec(c.t[i]))));
        for (int j = 0; j < 3; ++j) s.W[i * 3 + j] = fma(r0, s.M[j], fma(r1, s.M[3 + j], r2 * s.M[6 + j]));
    }
    s.inv_z = vec(1.0f) / s.p[2];
    const vf x = s.p[0] * s.inv_z, y = s.p[1] * s.inv_z;
    s.rx = min_of(max_of(x, vec(c.lim_x0)), vec(c.lim_x1));
    s.ry = min_of(max_of(y, vec(c.lim_y0)), vec(c.lim_y1));
    s.inside_x = both(le(vec(c.lim_x0), x), le(x, vec(c.lim_x1)));
    s.inside_y = both(le(vec(c.lim_y0), y), le(y, vec(c.lim_y1)));
    const vf jx = vec(c.fx) * s.inv_z, jy = vec(c.fy) * s.inv_z;
    for (int j = 0; j < 3; ++j) {
        s.U[j] = jx * (s.W[j] - s.rx * s.W[6 + j]);
        s.U[3 + j] = jy * (s.W[3 + j] - s.ry * s.W[6 + j]);
    }
    s.cov[0] = fma(s.U[0], s.U[0], fma(s.U[1], s.U[1], fma(s.U[2], s.U[2], vec(kBlur))));
    s.cov[1] = fma(s.U[0], s.U[3], fma(s.U[1], s.U[4], s.U[2] * s.U[5]));
    s.cov[2] = fma(s.U[3], s.U[3], fma(s.U[4], s.U[4], fma(s.U[5], s.U[5], vec(kBlur))));
    s.det = s.cov[0] * s.cov[2] - s.cov[1] * s.cov[1];
    s.inv_det = vec(1.0f) / s.det;
}

RAF_INLINE vm finite(vf x) { return lt(abs_of(x), vec(kHuge)); }  // False for NaN

Rect rect_of(const Work& work, float x, float y, float rx, float ry) {
    const float limit_x = static_cast<float>(work.tiles_x), limit_y = static_cast<float>(work.tiles_y);
    // Pixel centres sit at +0.5; clamped as floats, since the conversion of a huge float to an integer is undefined.
    const auto clamp = [](float v, float limit) { return v > 0.0f ? (v < limit ? v : limit) : 0.0f; };
    const float inv = 1.0f / kTile;
    const float x0 = clamp(__builtin_floorf((x - rx - 0.5f) * inv), limit_x), x1 = clamp(__builtin_floorf((x + rx - 0.5f) * inv) + 1.0f, limit_x);
    const float y0 = clamp(__builtin_floorf((y - ry - 0.5f) * inv), limit_y), y1 = clamp(__builtin_floorf((y + ry - 0.5f) * inv) + 1.0f, limit_y);
    if (!(x0 < x1) || !(y0 < y1)) return {0, 0, 0, 0};
    return {static_cast<uint16_t>(x0), static_cast<uint16_t>(y0), static_cast<uint16_t>(x1), static_cast<uint16_t>(y1)};
}

void project(const Input& in, Work& work, int camera, int chunk) {
    const CameraData c = read_camera(in, camera);
    const int stop = (chunk + 1) * kChunk < in.N ? (chunk + 1) * kChunk : in.N;
    for (int n = chunk * kChunk; n < stop; n += kWidth) {
        const int count = stop - n < kWidth ? stop - n : kWidth;
        Projected s;
        project_lanes(s, in, c, camera, n, count);
        vf rows[kProj], o, color[3];
        load_rows<1>(&o, in.opacities + camera * in.opacities_stride + n, count);
        colors_of(in, c, s.m, camera, n, count, color);
        for (int k = 0; k < kProj; ++k) rows[k] = vec(0.0f);
        rows[PX] = fma(vec(c.fx), s.p[0] * s.inv_z, vec(c.cx));
        rows[PY] = fma(vec(c.fy), s.p[1] * s.inv_z, vec(c.cy));
        rows[PA] = s.cov[2] * s.inv_det, rows[PB] = -s.cov[1] * s.inv_det, rows[PC] = s.cov[0] * s.inv_det;
        rows[PO] = o;
        rows[PR] = color[0], rows[PG] = color[1], rows[PBL] = color[2];
        rows[PZ] = s.p[2];
        // 2 sigma where alpha is 1/255, with a margin: the test of each pixel alone decides.
        const vf reach = (log2_rough(o * vec(255.0f)) + vec(0.004f)) * vec(2.0f * 0.69314718f);
        rows[PTHR] = reach;
        const vf wide = min_of(sqrt_of(max_of(reach, vec(0.0f))), vec(kExtent + 0.003f));
        vm ok = both(lt(vec(in.near_m), s.p[2]), le(vec(kMinAlpha), o));
        ok = both(ok, both(finite(o), finite(s.p[2])));
        ok = both(ok, both(lt(vec(0.0f), s.det), finite(s.det)));
        ok = both(ok, both(finite(rows[PX]), finite(rows[PY])));
        ok = both(ok, both(finite(rows[PA] + rows[PC]), finite(color[0] + color[1] + color[2])));
        unsigned alive = bits(ok) & ((count < kWidth ? 1u << count : 1u << kWidth) - 1u);
        alignas(64) float radius_x[kWidth], radius_y[kWidth];
        store(radius_x, wide * sqrt_of(s.cov[0]) + vec(0.01f));
        store(radius_y, wide * sqrt_of(s.cov[2]) + vec(0.01f));
        const size_t at = static_cast<size_t>(camera) * in.N + n;
        store_rows<kProj>(work.proj + at * kProj, rows, count);
        for (int l = 0; l < count; ++l) {
            const float* p = work.proj + (at + l) * kProj;
            const Rect rect = alive >> l & 1 ? rect_of(work, p[PX], p[PY], radius_x[l], radius_y[l]) : Rect{0, 0, 0, 0};
            work.rect[at + l] = rect;
            memcpy(&work.key[at + l], &p[PZ], 4);
        }
    }
}

struct ScreenGrad {
    vf x, y, a, b, c, o, color[3], z;
};

// Sum over the tiles of each of 16 splats; lanes without an intersection stay zero.
void gather(const Input& in, const Work& work, int camera, int n, int count, vf* rows) {
    alignas(64) float sums[kWidth][kGrad];
    memset(sums, 0, sizeof sums);
    for (int l = 0; l < count; ++l) {
        const size_t at = static_cast<size_t>(camera) * in.N + n + l;
        const Rect r = work.rect[at];
        const int tiles = (r.x1 - r.x0) * (r.y1 - r.y0);
        const float* g = work.grad + static_cast<size_t>(work.first[at]) * kGrad;
        vf total = vec(0.0f);
        for (int k = 0; k < tiles; ++k) total += load(g + k * kGrad);
        if (tiles) store(sums[l], total);
    }
    load_rows<kGrad>(rows, sums[0], kWidth);
}

// From d loss / d (position, conic) on screen to d loss / d (camera-space point, W = R M).
RAF_INLINE void screen_backward(const Projected& s, const CameraData& c, const ScreenGrad& v, vf* v_p, vf* v_W) {
    const vf A = s.cov[2] * s.inv_det, B = -s.cov[1] * s.inv_det, C = s.cov[0] * s.inv_det, half = vec(0.5f);
    // v_cov = -X V X for the symmetric X = [[A, B], [B, C]], V = [[a, b/2], [b/2, c]]
    const vf h = v.b * half;
    const vf l0 = A * v.a + B * h, l1 = A * h + B * v.c, l2 = B * v.a + C * h, l3 = B * h + C * v.c;
    const vf c00 = -(l0 * A + l1 * B), c01 = -(l0 * B + l1 * C), c11 = -(l2 * B + l3 * C);
    vf v_U[6];
    for (int j = 0; j < 3; ++j) {
        v_U[j] = vec(2.0f) * (c00 * s.U[j] + c01 * s.U[3 + j]);
        v_U[3 + j] = vec(2.0f) * (c01 * s.U[j] + c11 * s.U[3 + j]);
    }
    const vf jx = vec(c.fx) * s.inv_z, jy = vec(c.fy) * s.inv_z;
    vf along_x = vec(0.0f), along_y = along_x, v_rx = along_x, v_ry = along_x;
    for (int j = 0; j < 3; ++j) {
        v_W[j] = jx * v_U[j];
        v_W[3 + j] = jy * v_U[3 + j];
        v_W[6 + j] = -(s.rx * v_W[j] + s.ry * v_W[3 + j]);
        along_x += v_U[j] * s.U[j];
        along_y += v_U[3 + j] * s.U[3 + j];
        v_rx = v_rx - v_W[j] * s.W[6 + j];
        v_ry = v_ry - v_W[3 + j] * s.W[6 + j];
    }
    // U = J(inv_z, r) W: inv_z scales U whole; the ratios r move only where they are not clamped
    v_rx = only(s.inside_x, v_rx) + vec(c.fx) * v.x;
    v_ry = only(s.inside_y, v_ry) + vec(c.fy) * v.y;
    v_p[0] = v_rx * s.inv_z;
    v_p[1] = v_ry * s.inv_z;
    v_p[2] = v.z - s.inv_z * (along_x + along_y + v_p[0] * s.p[0] + v_p[1] * s.p[1]);
}

void project_backward(const Input& in, Work& work, const InputGrad& out, int camera, int chunk) {
    const CameraData c = read_camera(in, camera);
    const int stop = (chunk + 1) * kChunk < in.N ? (chunk + 1) * kChunk : in.N;
    double* v_camera = work.camera_grad + (static_cast<size_t>(camera) * work.chunks + chunk) * 12;
    for (int k = 0; k < 12; ++k) v_camera[k] = 0.0;
    for (int n = chunk * kChunk; n < stop; n += kWidth) {
        const int count = stop - n < kWidth ? stop - n : kWidth;
        const size_t at = static_cast<size_t>(camera) * in.N + n;
        unsigned alive = 0;
        for (int l = 0; l < count; ++l) alive |= static_cast<unsigned>(work.rect[at + l].x1 > 0) << l;
        const vm seen = mask_of(alive);
        Projected s;
        project_lanes(s, in, c, camera, n, count);
        vf g[kGrad], o;
        gather(in, work, camera, n, count, g);
        load_rows<1>(&o, in.opacities + camera * in.opacities_stride + n, count);
        const vf A = s.cov[2] * s.inv_det, B = -s.cov[1] * s.inv_det, C = s.cov[0] * s.inv_det;
        ScreenGrad v;
        v.x = A * g[GX] + B * g[GY], v.y = B * g[GX] + C * g[GY];
        v.a = vec(0.5f) * g[GXX], v.b = g[GXY], v.c = vec(0.5f) * g[GYY];
        v.o = only(seen, -g[G0] / o), v.z = g[GZ];
        v.color[0] = g[GR], v.color[1] = g[GG], v.color[2] = g[GB];
        vf v_p[3], v_W[9], v_M[9], v_Q[9], v_m[3], v_q[4], v_s[3], v_centre[3];
        screen_backward(s, c, v, v_p, v_W);
        for (int k = 0; k < 3; ++k) v_p[k] = only(seen, v_p[k]);
        for (int k = 0; k < 9; ++k) v_W[k] = only(seen, v_W[k]);
        colors_backward(in, c, s.m, camera, n, count, v.color, seen, out, v_m, v_centre);
        for (int i = 0; i < 3; ++i) {
            const vf r0 = vec(c.R[i]), r1 = vec(c.R[3 + i]), r2 = vec(c.R[6 + i]);
            v_m[i] += r0 * v_p[0] + r1 * v_p[1] + r2 * v_p[2];
            for (int j = 0; j < 3; ++j) {
                v_M[i * 3 + j] = r0 * v_W[j] + r1 * v_W[3 + j] + r2 * v_W[6 + j];
                v_Q[i * 3 + j] = v_M[i * 3 + j] * s.s[j];
            }
        }
        for (int j = 0; j < 3; ++j)
            v_s[j] = only(seen, v_M[j] * s.Q[j] + v_M[3 + j] * s.Q[3 + j] + v_M[6 + j] * s.Q[6 + j]);
        rotation_backward(s.q, v_Q, v_q);
        unit_quat_backward(s.q, s.inv_len, v_q);
        for (int k = 0; k < 3; ++k) v_m[k] = only(seen, v_m[k]);
        for (int k = 0; k < 4; ++k) v_q[k] = only(seen, v_q[k]);
        store_rows<3>(out.means + at * 3, v_m, count);
        store_rows<4>(out.quats + at * 4, v_q, count);
        store_rows<3>(out.scales + at * 3, v_s, count);
        store_rows<1>(out.opacities + at, &v.o, count);
        if (out.screen) {
            const vf screen[2] = {sqrt_of(v.x * v.x + v.y * v.y), g[GW]};
            vf kept[2] = {only(seen, screen[0]), only(seen, screen[1])};
            store_rows<2>(out.screen + at * 2, kept, count);
        }
        for (int i = 0; i < 3; ++i) {
            for (int j = 0; j < 3; ++j) {
                vf r = v_p[i] * s.m[j] - v_centre[j] * vec(c.t[i]);
                for (int k = 0; k < 3; ++k) r += v_W[i * 3 + k] * s.M[j * 3 + k];
                v_camera[i * 4 + j] += sum_of(only(seen, r));
            }
            vf t = v_p[i];
            for (int j = 0; j < 3; ++j) t = t - v_centre[j] * vec(c.R[i * 3 + j]);
            v_camera[i * 4 + 3] += sum_of(only(seen, t));
        }
    }
}

}  // namespace
