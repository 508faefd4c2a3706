// L1 + D-SSIM with gradient. Window: 11 taps, sigma 1.5, zeros beyond the border; colour channels stay interleaved, so a
// horizontal tap is a step of three floats.

namespace {

constexpr int kTaps = 11, kRadius = 5, kPad = kRadius * 3;
constexpr float kC1 = 0.01f * 0.01f, kC2 = 0.03f * 0.03f;
// exp(-d^2 / 4.5) for d = -5..5, normalised
const float kWindow[kTaps] = {0.00102838f, 0.00759876f, 0.03600077f, 0.10936069f, 0.21300553f, 0.26601171f,
                              0.21300553f, 0.10936069f, 0.03600077f, 0.00759876f, 0.00102838f};

RAF_INLINE vf load_some(const float* p, int count) {
    if (count >= kWidth) return load(p);
    alignas(64) float lanes[kWidth] = {};
    memcpy(lanes, p, static_cast<size_t>(count) * sizeof(float));
    return load(lanes);
}

RAF_INLINE void store_some(float* p, vf v, int count) {
    if (count >= kWidth) return store(p, v);
    alignas(64) float lanes[kWidth];
    store(lanes, v);
    memcpy(p, lanes, static_cast<size_t>(count) * sizeof(float));
}

// Weight of the pixel that each of 16 interleaved values belongs to.
RAF_INLINE vf pixel_weights(const float* weight, int x, int count) {
    if (weight == nullptr) return vec(1.0f);
    alignas(64) float lanes[kWidth] = {};
    for (int l = 0; l < kWidth && l < count; ++l) lanes[l] = weight[(x + l) / 3];
    return load(lanes);
}

struct Rows {
    int length, stride;  // floats in a row, and in a padded row buffer
    float* buffer;       // five padded rows
    float* row(int k) const { return buffer + static_cast<size_t>(k) * stride + 16; }
};

Rows make_rows(int W, int count) {
    Rows r;
    r.length = W * 3;
    r.stride = (r.length + 15) / 16 * 16 + 48;
    r.buffer = static_cast<float*>(calloc(static_cast<size_t>(r.stride) * count, sizeof(float)));
    return r;
}

RAF_INLINE vf across(const float* row, int x) {
    vf sum = vec(kWindow[kRadius]) * load(row + x);
    for (int k = 1; k <= kRadius; ++k) sum = fma(vec(kWindow[kRadius + k]), load(row + x - 3 * k) + load(row + x + 3 * k), sum);
    return sum;
}

void moments_down(const LossTask& t, const Rows& rows, int camera, int y) {
    const int y0 = y - kRadius < 0 ? 0 : y - kRadius, y1 = y + kRadius >= t.H ? t.H - 1 : y + kRadius;
    for (int x = 0; x < rows.length; x += kWidth) {
        const int count = rows.length - x;
        vf m[5];
        for (int k = 0; k < 5; ++k) m[k] = vec(0.0f);
        for (int yy = y0; yy <= y1; ++yy) {
            const size_t at = (static_cast<size_t>(camera) * t.H + yy) * rows.length + x;
            const vf w = vec(kWindow[yy - y + kRadius]), r = load_some(t.rendered + at, count), g = load_some(t.target + at, count);
            const vf wr = w * r, wg = w * g;
            m[0] += wr;
            m[1] += wg;
            m[2] = fma(wr, r, m[2]);
            m[3] = fma(wg, g, m[3]);
            m[4] = fma(wr, g, m[4]);
        }
        for (int k = 0; k < 5; ++k) store(rows.row(k) + x, m[k]);
    }
    // the vertical pass writes whole vectors: what lies past the row's end must be zero again
    for (int k = 0; k < 5; ++k) memset(rows.row(k) + rows.length, 0, 16 * sizeof(float));
}

double row_of_maps(const LossTask& t, const Rows& rows, int camera, int y) {
    const float* weight = t.weight ? t.weight + (static_cast<size_t>(camera) * t.H + y) * t.W : nullptr;
    const double pixels = static_cast<double>(t.C) * t.H * t.W;
    const vf d_scale = vec(static_cast<float>(-t.dssim / (6.0 * pixels)));
    vf l1 = vec(0.0f), ds = vec(0.0f);
    for (int x = 0; x < rows.length; x += kWidth) {
        const int count = rows.length - x;
        const size_t at = (static_cast<size_t>(camera) * t.H + y) * rows.length + x;
        const vf w = only(mask_of(count >= kWidth ? 0xffffu : (1u << count) - 1u), pixel_weights(weight, x, count));
        const vf r = load_some(t.rendered + at, count), g = load_some(t.target + at, count);
        l1 = fma(w, abs_of(r - g), l1);
        const vf mr = across(rows.row(0), x), mg = across(rows.row(1), x), two = vec(2.0f);
        const vf vr = across(rows.row(2), x) - mr * mr, vg = across(rows.row(3), x) - mg * mg;
        const vf cv = across(rows.row(4), x) - mr * mg;
        const vf a1 = fma(two * mr, mg, vec(kC1)), a2 = fma(two, cv, vec(kC2));
        const vf b1 = fma(mr, mr, fma(mg, mg, vec(kC1))), b2 = vr + vg + vec(kC2);
        const vf inv = vec(1.0f) / (b1 * b2), ssim = a1 * a2 * inv;
        ds = fma(w, vec(1.0f) - ssim, ds);
        if (t.maps == nullptr) continue;
        const vf scale = w * d_scale, by_cov = two * a1 * inv, by_var = -ssim / b2;
        const vf by_mean = two * (mg * a2 * inv - mr * ssim / b1 - mr * by_var) - mg * by_cov;
        float* maps = t.maps + (static_cast<size_t>(camera) * t.H + y) * 3 * rows.length + x;
        store_some(maps, scale * by_mean, count);
        store_some(maps + rows.length, scale * by_var, count);
        store_some(maps + 2 * rows.length, scale * by_cov, count);
    }
    return ((1.0 - t.dssim) * sum_of(l1) + 0.5 * t.dssim * sum_of(ds)) / (3.0 * pixels);
}

struct Band {
    int camera, y0, y1;
};

Band band_of(const LossTask& t, int band) {
    const int i = band % t.bands;
    return {band / t.bands, static_cast<int>(static_cast<int64_t>(t.H) * i / t.bands), static_cast<int>(static_cast<int64_t>(t.H) * (i + 1) / t.bands)};
}

void loss_maps(const LossTask& t, int task) {
    const Band band = band_of(t, task);
    const Rows rows = make_rows(t.W, 5);
    double sum = rows.buffer ? 0.0 : __builtin_nan("");
    for (int y = band.y0; y < band.y1 && rows.buffer; ++y) {
        moments_down(t, rows, band.camera, y);
        sum += row_of_maps(t, rows, band.camera, y);
    }
    free(rows.buffer);
    t.sums[task] = sum;
}

void maps_down(const LossTask& t, const Rows& rows, int camera, int y) {
    const int y0 = y - kRadius < 0 ? 0 : y - kRadius, y1 = y + kRadius >= t.H ? t.H - 1 : y + kRadius;
    for (int k = 0; k < 3; ++k) {
        for (int x = 0; x < rows.length; x += kWidth) {
            vf sum = vec(0.0f);
            for (int yy = y0; yy <= y1; ++yy) {
                const float* map = t.maps + ((static_cast<size_t>(camera) * t.H + yy) * 3 + k) * rows.length + x;
                sum = fma(vec(kWindow[yy - y + kRadius]), load_some(map, rows.length - x), sum);
            }
            store(rows.row(k) + x, sum);
        }
        memset(rows.row(k) + rows.length, 0, 16 * sizeof(float));
    }
}

void loss_grad(const LossTask& t, int task) {
    const Band band = band_of(t, task);
    const Rows rows = make_rows(t.W, 3);
    if (rows.buffer == nullptr) {
        t.sums[task] = __builtin_nan("");
        return;
    }
    const vf l1 = vec(static_cast<float>((1.0 - t.dssim) / (3.0 * t.C * t.H * t.W)));
    for (int y = band.y0; y < band.y1; ++y) {
        maps_down(t, rows, band.camera, y);
        const float* weight = t.weight ? t.weight + (static_cast<size_t>(band.camera) * t.H + y) * t.W : nullptr;
        for (int x = 0; x < rows.length; x += kWidth) {
            const int count = rows.length - x;
            const size_t at = (static_cast<size_t>(band.camera) * t.H + y) * rows.length + x;
            const vf r = load_some(t.rendered + at, count), g = load_some(t.target + at, count);
            const vf w = l1 * pixel_weights(weight, x, count);
            vf v = only(lt(g, r), w) - only(lt(r, g), w);
            v += across(rows.row(0), x) + vec(2.0f) * r * across(rows.row(1), x) + g * across(rows.row(2), x);
            store_some(t.grad + at, v, count);
        }
    }
    free(rows.buffer);
}

}  // namespace
