// Colour of a splat: RGB as given, or real spherical harmonics of degree 0 to 3 by the direction from the camera's centre.
// As in gsplat, 0.5 is added to the harmonics and the sum is cut off at 0.

namespace {

RAF_INLINE void sh_basis(int degree, vf x, vf y, vf z, vf* b) {
    b[0] = vec(0.28209479177387814f);
    if (degree < 1) return;
    const vf c1 = vec(0.4886025119029199f);
    b[1] = -c1 * y, b[2] = c1 * z, b[3] = -c1 * x;
    if (degree < 2) return;
    const vf xx = x * x, yy = y * y, zz = z * z;
    b[4] = vec(1.0925484305920792f) * x * y, b[5] = vec(-1.0925484305920792f) * y * z;
    b[6] = vec(0.31539156525252005f) * (zz + zz - xx - yy);
    b[7] = vec(-1.0925484305920792f) * x * z, b[8] = vec(0.5462742152960396f) * (xx - yy);
    if (degree < 3) return;
    const vf three = vec(3.0f), four = vec(4.0f);
    b[9] = vec(-0.5900435899266435f) * y * (three * xx - yy), b[10] = vec(2.890611442640554f) * x * y * z;
    b[11] = vec(-0.4570457994644658f) * y * (four * zz - xx - yy);
    b[12] = vec(0.3731763325901154f) * z * (zz + zz - three * (xx + yy));
    b[13] = vec(-0.4570457994644658f) * x * (four * zz - xx - yy);
    b[14] = vec(1.445305721320277f) * z * (xx - yy), b[15] = vec(-0.5900435899266435f) * x * (xx - three * yy);
}

// Adds v * d b[k] / d (x, y, z) to d.
RAF_INLINE void sh_basis_backward(int degree, vf x, vf y, vf z, const vf* v, vf* d) {
    if (degree < 1) return;
    const vf c1 = vec(0.4886025119029199f);
    d[0] += -c1 * v[3], d[1] += -c1 * v[1], d[2] += c1 * v[2];
    if (degree < 2) return;
    const vf a = vec(1.0925484305920792f), e = vec(2.0f * 0.31539156525252005f), f = vec(2.0f * 0.5462742152960396f);
    d[0] += a * (y * v[4] - z * v[7]) - e * x * v[6] + f * x * v[8];
    d[1] += a * (x * v[4] - z * v[5]) - e * y * v[6] - f * y * v[8];
    d[2] += vec(2.0f) * e * z * v[6] - a * (y * v[5] + x * v[7]);
    if (degree < 3) return;
    const vf xx = x * x, yy = y * y, zz = z * z, xy = x * y, xz = x * z, yz = y * z;
    const vf two = vec(2.0f), three = vec(3.0f), four = vec(4.0f), six = vec(6.0f), eight = vec(8.0f);
    const vf k9 = vec(-0.5900435899266435f), k10 = vec(2.890611442640554f), k11 = vec(-0.4570457994644658f);
    const vf k12 = vec(0.3731763325901154f), k14 = vec(1.445305721320277f);
    d[0] += k9 * six * xy * v[9] + k10 * yz * v[10] - k11 * two * xy * v[11] - k12 * six * xz * v[12] +
            k11 * (four * zz - three * xx - yy) * v[13] + k14 * two * xz * v[14] + k9 * three * (xx - yy) * v[15];
    d[1] += k9 * three * (xx - yy) * v[9] + k10 * xz * v[10] + k11 * (four * zz - xx - three * yy) * v[11] -
            k12 * six * yz * v[12] - k11 * two * xy * v[13] - k14 * two * yz * v[14] - k9 * six * xy * v[15];
    d[2] += k10 * xy * v[10] + k11 * eight * yz * v[11] + k12 * (six * zz - three * (xx + yy)) * v[12] +
            k11 * eight * xz * v[13] + k14 * (xx - yy) * v[14];
}

struct Direction {
    vf d[3], inv_len;
};

RAF_INLINE Direction direction_of(const CameraData& c, const vf* m) {
    Direction r;
    for (int i = 0; i < 3; ++i) r.d[i] = m[i] - vec(c.centre[i]);
    const vf len2 = r.d[0] * r.d[0] + r.d[1] * r.d[1] + r.d[2] * r.d[2];
    r.inv_len = vec(1.0f) / sqrt_of(max_of(len2, vec(1e-24f)));
    for (int i = 0; i < 3; ++i) r.d[i] = r.d[i] * r.inv_len;
    return r;
}

RAF_INLINE vf load_strided(const float* p, int64_t stride, int count) {
    alignas(64) float lanes[kWidth] = {};
    for (int l = 0; l < count; ++l) lanes[l] = p[l * stride];
    return load(lanes);
}

RAF_INLINE void sh_sums(const Input& in, const float* coeffs, const vf* b, int bases, int count, vf* color) {
    for (int ch = 0; ch < 3; ++ch) {
        color[ch] = vec(0.5f);
        for (int k = 0; k < bases; ++k) color[ch] += b[k] * load_strided(coeffs + k * 3 + ch, in.sh_coeffs * 3, count);
    }
}

void colors_of(const Input& in, const CameraData& c, const vf* m, int camera, int n, int count, vf* color) {
    if (in.sh_degree < 0) {
        load_rows<3>(color, in.colors + camera * in.colors_stride + static_cast<int64_t>(n) * 3, count);
        return;
    }
    const Direction dir = direction_of(c, m);
    vf b[16];
    sh_basis(in.sh_degree, dir.d[0], dir.d[1], dir.d[2], b);
    const float* coeffs = in.colors + camera * in.colors_stride + static_cast<int64_t>(n) * in.sh_coeffs * 3;
    sh_sums(in, coeffs, b, (in.sh_degree + 1) * (in.sh_degree + 1), count, color);
    // max_of hands back its second operand for NaN: keep NaN, so that the splat is culled
    for (int ch = 0; ch < 3; ++ch) color[ch] = max_of(vec(0.0f), color[ch]);
}

// Writes the gradient of the colours; v_m and v_centre get what flows through the viewing direction.
void colors_backward(const Input& in, const CameraData& c, const vf* m, int camera, int n, int count, const vf* v_color,
                     vm seen, const InputGrad& out, vf* v_m, vf* v_centre) {
    for (int i = 0; i < 3; ++i) v_m[i] = v_centre[i] = vec(0.0f);
    const size_t at = static_cast<size_t>(camera) * in.N + n;
    if (in.sh_degree < 0) {
        store_rows<3>(out.colors + at * 3, v_color, count);
        return;
    }
    const Direction dir = direction_of(c, m);
    vf b[16], v_b[16], color[3], d[3] = {vec(0.0f), vec(0.0f), vec(0.0f)};
    sh_basis(in.sh_degree, dir.d[0], dir.d[1], dir.d[2], b);
    const int bases = (in.sh_degree + 1) * (in.sh_degree + 1);
    const float* coeffs = in.colors + camera * in.colors_stride + static_cast<int64_t>(n) * in.sh_coeffs * 3;
    sh_sums(in, coeffs, b, bases, count, color);
    float* grad = out.colors + at * in.sh_coeffs * 3;
    memset(grad, 0, static_cast<size_t>(count) * in.sh_coeffs * 3 * sizeof(float));
    for (int k = 0; k < bases; ++k) v_b[k] = vec(0.0f);
    for (int ch = 0; ch < 3; ++ch) {
        const vf v = only(both(seen, lt(vec(0.0f), color[ch])), v_color[ch]);
        for (int k = 0; k < bases; ++k) {
            alignas(64) float lanes[kWidth];
            store(lanes, only(seen, v * b[k]));
            for (int l = 0; l < count; ++l) grad[(static_cast<size_t>(l) * in.sh_coeffs + k) * 3 + ch] = lanes[l];
            v_b[k] += v * load_strided(coeffs + k * 3 + ch, in.sh_coeffs * 3, count);
        }
    }
    sh_basis_backward(in.sh_degree, dir.d[0], dir.d[1], dir.d[2], v_b, d);
    const vf along = d[0] * dir.d[0] + d[1] * dir.d[1] + d[2] * dir.d[2];
    for (int i = 0; i < 3; ++i) {
        v_m[i] = only(seen, (d[i] - along * dir.d[i]) * dir.inv_len);
        v_centre[i] = -v_m[i];
    }
}

}  // namespace
