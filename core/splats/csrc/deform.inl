// Bases to attributes, activation, and placing between the head's and the torso's frame; and back.
// Attributes of a splat: mean 3 | quaternion 4 | log scale 3 | opacity logit 1 | colour logits 3.

namespace {

constexpr float kLogScaleLow = -12.0f, kLogScaleHigh = 2.0f;

struct Pose {
    float R[9], t[3], q[4];
};

Pose read_pose(const float* m) {
    Pose p;
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 3; ++j) p.R[i * 3 + j] = m[i * 4 + j];
        p.t[i] = m[i * 4 + 3];
    }
    raf::QuatBranch branch;
    raf::quat_of_rotation(p.R, p.q, branch);
    return p;
}

struct Poses {
    Pose head, torso;
    float sign;  // which of the torso's two quaternions lies on the head's side
};

Poses read_poses(const DeformTask& t, int camera) {
    Poses p = {read_pose(t.head + camera * 16), read_pose(t.torso + camera * 16), 1.0f};
    float dot = 0.0f;
    for (int k = 0; k < 4; ++k) dot += p.head.q[k] * p.torso.q[k];
    p.sign = dot < 0.0f ? -1.0f : 1.0f;
    return p;
}

RAF_INLINE void quat_product(const vf* a, const vf* b, vf* r) {
    r[0] = a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3];
    r[1] = a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2];
    r[2] = a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1];
    r[3] = a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0];
}

RAF_INLINE void conjugate(const vf* a, vf* r) {
    r[0] = a[0];
    for (int k = 1; k < 4; ++k) r[k] = -a[k];
}

RAF_INLINE vf sigmoid_of(vf x) { return vec(1.0f) / (vec(1.0f) + exp_of(-x)); }

// Blended unit quaternion of the two frames; inv_len serves the backward pass.
RAF_INLINE void blended_quat(const Poses& p, vf b, vf* q, vf& inv_len) {
    vf raw[4];
    const vf rest = vec(1.0f) - b;
    for (int k = 0; k < 4; ++k) raw[k] = b * vec(p.head.q[k]) + rest * vec(p.sign * p.torso.q[k]);
    unit_quat(raw, q, inv_len);
}

RAF_INLINE vf moved(const Pose& p, int i, const vf* x) {
    return fma(vec(p.R[i * 3]), x[0], fma(vec(p.R[i * 3 + 1]), x[1], fma(vec(p.R[i * 3 + 2]), x[2], vec(p.t[i]))));
}

void place(const DeformTask& t, const Poses& poses, const float* attributes, int camera, int n, int count) {
    vf a[kAttributes], b, q[4], frame[4], inv_len, inv_frame, out[4];
    load_rows<kAttributes>(a, attributes, count);
    load_rows<1>(&b, t.blend + n, count);
    const size_t at = static_cast<size_t>(camera) * t.N + n;
    for (int i = 0; i < 3; ++i) {
        const vf far_end = moved(poses.torso, i, a);
        out[i] = fma(b, moved(poses.head, i, a) - far_end, far_end);
    }
    store_rows<3>(t.means + at * 3, out, count);
    unit_quat(a + 3, q, inv_len);
    blended_quat(poses, b, frame, inv_frame);
    quat_product(frame, q, out);
    store_rows<4>(t.quats + at * 4, out, count);
    for (int i = 0; i < 3; ++i) out[i] = exp_of(min_of(max_of(a[7 + i], vec(kLogScaleLow)), vec(kLogScaleHigh)));
    store_rows<3>(t.scales + at * 3, out, count);
    out[0] = sigmoid_of(a[10]);
    store_rows<1>(t.opacities + at, out, count);
    for (int i = 0; i < 3; ++i) out[i] = sigmoid_of(a[11 + i]);
    store_rows<3>(t.colors + at * 3, out, count);
}

struct Span {
    int n0, n1;
    size_t length;  // floats
};

Span span_of(const DeformTask& t, int chunk) {
    const int n0 = chunk * kDeformChunk, n1 = n0 + kDeformChunk < t.N ? n0 + kDeformChunk : t.N;
    return {n0, n1, static_cast<size_t>(n1 - n0) * kAttributes};
}

// The units repeat every 14 floats; 7 vectors of 16 hold 8 splats.
void scale_by_units(const float* units, float* values, size_t length) {
    alignas(64) float repeated[7 * kWidth];
    for (int i = 0; i < 7 * kWidth; ++i) repeated[i] = units[i % kAttributes];
    size_t i = 0;
    for (; i + 7 * kWidth <= length; i += 7 * kWidth)
        for (int k = 0; k < 7; ++k) store(values + i + k * kWidth, load(values + i + k * kWidth) * load(repeated + k * kWidth));
    for (; i < length; ++i) values[i] *= units[i % kAttributes];
}

void add_scaled(float* out, const float* in, float w, size_t length) {
    const vf scale = vec(w);
    size_t i = 0;
    for (; i + kWidth <= length; i += kWidth) store(out + i, fma(scale, load(in + i), load(out + i)));
    for (; i < length; ++i) out[i] += w * in[i];
}

void deform(const DeformTask& t, int chunk) {
    const Span s = span_of(t, chunk);
    const size_t offset = static_cast<size_t>(s.n0) * kAttributes, row = static_cast<size_t>(t.N) * kAttributes;
    for (int c = 0; c < t.C; ++c) memcpy(t.attributes + c * row + offset, t.base + offset, s.length * sizeof(float));
    for (int k = 0; k < t.K; ++k)
        for (int c = 0; c < t.C; ++c)
            add_scaled(t.attributes + c * row + offset, t.bases + k * row + offset, t.w[static_cast<size_t>(c) * t.K + k], s.length);
    for (int c = 0; c < t.C; ++c) {
        float* attributes = t.attributes + c * row + offset;
        scale_by_units(t.units, attributes, s.length);
        const Poses poses = read_poses(t, c);
        for (int n = s.n0; n < s.n1; n += kWidth)
            place(t, poses, attributes + static_cast<size_t>(n - s.n0) * kAttributes, c, n, s.n1 - n < kWidth ? s.n1 - n : kWidth);
    }
}

// Gradient by the attributes of up to 16 splats; adds to the poses' sums (12 + 4 for the head, then the torso) and to v_b.
void place_backward(const DeformTask& t, const Poses& poses, float* attributes, int camera, int n, int count, vf* pose, float* v_blend) {
    vf a[kAttributes], v[kAttributes], b, q[4], frame[4], inv_len, inv_frame, conj[4], g[4], v_frame[4];
    load_rows<kAttributes>(a, attributes, count);
    load_rows<1>(&b, t.blend + n, count);
    const size_t at = static_cast<size_t>(camera) * t.N + n;
    const vf rest = vec(1.0f) - b, one = vec(1.0f);
    load_rows<3>(g, t.means + at * 3, count);
    vf v_b = vec(0.0f);
    for (int i = 0; i < 3; ++i) {
        v_b = fma(g[i], moved(poses.head, i, a) - moved(poses.torso, i, a), v_b);
        const vf near_g = b * g[i], far_g = rest * g[i];
        for (int j = 0; j < 3; ++j) {
            pose[i * 4 + j] = fma(near_g, a[j], pose[i * 4 + j]);
            pose[16 + i * 4 + j] = fma(far_g, a[j], pose[16 + i * 4 + j]);
        }
        pose[i * 4 + 3] += near_g;
        pose[16 + i * 4 + 3] += far_g;
    }
    for (int j = 0; j < 3; ++j) {
        v[j] = vec(0.0f);
        for (int i = 0; i < 3; ++i) v[j] += g[i] * (b * vec(poses.head.R[i * 3 + j]) + rest * vec(poses.torso.R[i * 3 + j]));
    }
    unit_quat(a + 3, q, inv_len);
    blended_quat(poses, b, frame, inv_frame);
    load_rows<4>(g, t.quats + at * 4, count);
    conjugate(q, conj);
    quat_product(g, conj, v_frame);
    unit_quat_backward(frame, inv_frame, v_frame);
    for (int k = 0; k < 4; ++k) {
        v_b = fma(v_frame[k], vec(poses.head.q[k] - poses.sign * poses.torso.q[k]), v_b);
        pose[12 + k] = fma(b, v_frame[k], pose[12 + k]);
        pose[28 + k] = fma(rest * vec(poses.sign), v_frame[k], pose[28 + k]);
    }
    conjugate(frame, conj);
    quat_product(conj, g, v + 3);
    unit_quat_backward(q, inv_len, v + 3);
    load_rows<3>(g, t.scales + at * 3, count);
    for (int i = 0; i < 3; ++i) {
        const vm inside = both(le(vec(kLogScaleLow), a[7 + i]), le(a[7 + i], vec(kLogScaleHigh)));
        v[7 + i] = only(inside, g[i] * exp_of(a[7 + i]));
    }
    load_rows<1>(g, t.opacities + at, count);
    load_rows<3>(g + 1, t.colors + at * 3, count);
    for (int i = 0; i < 4; ++i) {
        const vf s = sigmoid_of(a[10 + i]);
        v[10 + i] = g[i] * s * (one - s);
    }
    store_rows<kAttributes>(attributes, v, count);
    alignas(64) float lanes[kWidth];
    store(lanes, v_b);
    for (int l = 0; l < count; ++l) v_blend[l] += lanes[l];
}

// v_bases[k] = sum_c w[c,k] g[c], and the dot products g[c] . bases[k], in one pass over the bases.
void bases_backward(const DeformTask& t, const Span& s, size_t offset, double* v_w) {
    const size_t row = static_cast<size_t>(t.N) * kAttributes;
    for (int k = 0; k < t.K; ++k) {
        const float* bases = t.bases + k * row + offset;
        float* out = t.v_bases + k * row + offset;
        for (int c = 0; c < t.C; ++c) {
            const float w = t.w[static_cast<size_t>(c) * t.K + k], *g = t.attributes + c * row + offset;
            const vf scale = vec(w);
            vf dot = vec(0.0f);
            size_t i = 0;
            for (; i + kWidth <= s.length; i += kWidth) {
                const vf gi = load(g + i);
                dot = fma(gi, load(bases + i), dot);
                store(out + i, c == 0 ? scale * gi : fma(scale, gi, load(out + i)));
            }
            double sum = sum_of(dot);
            for (; i < s.length; ++i) {
                sum += static_cast<double>(g[i]) * bases[i];
                out[i] = (c == 0 ? 0.0f : out[i]) + w * g[i];
            }
            v_w[static_cast<size_t>(c) * t.K + k] = sum;
        }
    }
}

// On entry `attributes` holds the physical values of the forward pass; they are replaced by their gradients.
void deform_backward(const DeformTask& t, int chunk) {
    const Span s = span_of(t, chunk);
    const size_t offset = static_cast<size_t>(s.n0) * kAttributes, row = static_cast<size_t>(t.N) * kAttributes;
    double* partial = t.partial + static_cast<size_t>(chunk) * (static_cast<size_t>(t.C) * t.K + static_cast<size_t>(t.C) * 32);
    for (int n = s.n0; n < s.n1; ++n) t.v_blend[n] = 0.0f;
    for (int c = 0; c < t.C; ++c) {
        float* attributes = t.attributes + c * row + offset;
        const Poses poses = read_poses(t, c);
        vf pose[32];
        for (int k = 0; k < 32; ++k) pose[k] = vec(0.0f);
        for (int n = s.n0; n < s.n1; n += kWidth)
            place_backward(t, poses, attributes + static_cast<size_t>(n - s.n0) * kAttributes, c, n,
                           s.n1 - n < kWidth ? s.n1 - n : kWidth, pose, t.v_blend + n);
        scale_by_units(t.units, attributes, s.length);
        if (c == 0) memcpy(t.v_base + offset, attributes, s.length * sizeof(float));
        else add_scaled(t.v_base + offset, attributes, 1.0f, s.length);
        for (int k = 0; k < 32; ++k) partial[static_cast<size_t>(t.C) * t.K + c * 32 + k] = sum_of(pose[k]);
    }
    bases_backward(t, s, offset, partial);
}

}  // namespace
