// Sixteen floats as one value, on any instruction set: a 4x4 pixel block, or 16 splats.
//
// `vf` is one 512-bit vector on AVX-512, a pair of 256-bit ones on AVX2, four 128-bit ones on SSE2 and NEON. Pairs are plain
// structs without loops: GCC keeps those in registers, while it spills vectors that are wider than the machine's to memory.
// Included by kernel translation units only; everything is in an unnamed namespace, so that code compiled for one
// instruction set can never be picked by the linker for another.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define RAF_LANES 16
#include <immintrin.h>
#elif defined(__AVX2__)
#define RAF_LANES 8
#include <immintrin.h>
#elif defined(__SSE2__)
#define RAF_LANES 4
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#define RAF_LANES 4
#include <arm_neon.h>
#else
#error "Splat kernels need SSE2, AVX2, AVX-512 or NEON."
#endif

#define RAF_INLINE static inline __attribute__((always_inline))

namespace {

// ---- one machine vector -------------------------------------------------------------------------------------------
constexpr int kBytes = RAF_LANES * 4;
typedef float base_f __attribute__((vector_size(kBytes)));
typedef int32_t base_i __attribute__((vector_size(kBytes)));

#if RAF_LANES == 16
typedef __mmask16 base_m;
RAF_INLINE base_m lt(base_f a, base_f b) { return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LT_OQ); }
RAF_INLINE base_m le(base_f a, base_f b) { return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LE_OQ); }
RAF_INLINE base_f select(base_m m, base_f a, base_f b) { return (base_f)_mm512_mask_blend_ps(m, (__m512)b, (__m512)a); }
RAF_INLINE base_m both(base_m a, base_m b) { return (base_m)(a & b); }
RAF_INLINE base_m without(base_m a, base_m b) { return (base_m)(a & ~b); }
RAF_INLINE unsigned bits(base_m m) { return (unsigned)m; }
RAF_INLINE void mask_from_bits(base_m& m, unsigned b) { m = (base_m)b; }
RAF_INLINE base_f fma(base_f a, base_f b, base_f c) { return (base_f)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c); }
RAF_INLINE base_f sqrt_of(base_f a) { return (base_f)_mm512_sqrt_ps((__m512)a); }
RAF_INLINE base_f min_of(base_f a, base_f b) { return (base_f)_mm512_min_ps((__m512)a, (__m512)b); }
RAF_INLINE base_f max_of(base_f a, base_f b) { return (base_f)_mm512_max_ps((__m512)a, (__m512)b); }
RAF_INLINE __m128 fold(base_f a) {
    __m256 h = _mm256_add_ps(_mm512_castps512_ps256((__m512)a), _mm512_extractf32x8_ps((__m512)a, 1));
    return _mm_add_ps(_mm256_castps256_ps128(h), _mm256_extractf128_ps(h, 1));
}
#elif RAF_LANES == 8
typedef base_i base_m;
RAF_INLINE base_m lt(base_f a, base_f b) { return a < b; }
RAF_INLINE base_m le(base_f a, base_f b) { return a <= b; }
RAF_INLINE base_f select(base_m m, base_f a, base_f b) { return (base_f)_mm256_blendv_ps((__m256)b, (__m256)a, (__m256)m); }
RAF_INLINE unsigned bits(base_m m) { return (unsigned)_mm256_movemask_ps((__m256)m); }
RAF_INLINE base_f fma(base_f a, base_f b, base_f c) { return (base_f)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c); }
RAF_INLINE base_f sqrt_of(base_f a) { return (base_f)_mm256_sqrt_ps((__m256)a); }
RAF_INLINE base_f min_of(base_f a, base_f b) { return (base_f)_mm256_min_ps((__m256)a, (__m256)b); }
RAF_INLINE base_f max_of(base_f a, base_f b) { return (base_f)_mm256_max_ps((__m256)a, (__m256)b); }
RAF_INLINE __m128 fold(base_f a) {
    return _mm_add_ps(_mm256_castps256_ps128((__m256)a), _mm256_extractf128_ps((__m256)a, 1));
}
#elif defined(__SSE2__)
typedef base_i base_m;
RAF_INLINE base_m lt(base_f a, base_f b) { return a < b; }
RAF_INLINE base_m le(base_f a, base_f b) { return a <= b; }
RAF_INLINE base_f select(base_m m, base_f a, base_f b) { return (base_f)(((base_i)a & m) | ((base_i)b & ~m)); }
RAF_INLINE unsigned bits(base_m m) { return (unsigned)_mm_movemask_ps((__m128)m); }
RAF_INLINE base_f fma(base_f a, base_f b, base_f c) { return a * b + c; }
RAF_INLINE base_f sqrt_of(base_f a) { return (base_f)_mm_sqrt_ps((__m128)a); }
RAF_INLINE base_f min_of(base_f a, base_f b) { return (base_f)_mm_min_ps((__m128)a, (__m128)b); }
RAF_INLINE base_f max_of(base_f a, base_f b) { return (base_f)_mm_max_ps((__m128)a, (__m128)b); }
RAF_INLINE __m128 fold(base_f a) { return (__m128)a; }
#else  // NEON
typedef base_i base_m;
RAF_INLINE base_m lt(base_f a, base_f b) { return a < b; }
RAF_INLINE base_m le(base_f a, base_f b) { return a <= b; }
RAF_INLINE base_f select(base_m m, base_f a, base_f b) { return (base_f)(((base_i)a & m) | ((base_i)b & ~m)); }
RAF_INLINE unsigned bits(base_m m) {
    const base_i weight = {1, 2, 4, 8};
    return (unsigned)vaddvq_s32((int32x4_t)(m & weight));
}
RAF_INLINE base_f fma(base_f a, base_f b, base_f c) { return (base_f)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b); }
RAF_INLINE base_f sqrt_of(base_f a) { return (base_f)vsqrtq_f32((float32x4_t)a); }
// x86 rule: the second operand when one is NaN
RAF_INLINE base_f min_of(base_f a, base_f b) { return select(a < b, a, b); }
RAF_INLINE base_f max_of(base_f a, base_f b) { return select(b < a, a, b); }
RAF_INLINE float32x4_t fold(base_f a) { return (float32x4_t)a; }
#endif

#if RAF_LANES == 16
RAF_INLINE void at_least(base_m& out, const int32_t* p, int32_t v) {
    out = _mm512_cmp_epi32_mask(_mm512_loadu_si512(p), _mm512_set1_epi32(v), _MM_CMPINT_NLT);
}
#else
RAF_INLINE void at_least(base_m& out, const int32_t* p, int32_t v) {
    base_i x;
    memcpy(&x, p, sizeof x);
    out = x >= base_i{} + v;
}
RAF_INLINE base_m both(base_m a, base_m b) { return a & b; }
RAF_INLINE base_m without(base_m a, base_m b) { return a & ~b; }
RAF_INLINE void mask_from_bits(base_m& m, unsigned b) {
#if RAF_LANES == 8
    const base_i weight = {1, 2, 4, 8, 16, 32, 64, 128};
#else
    const base_i weight = {1, 2, 4, 8};
#endif
    m = ((base_i{} + (int32_t)b) & weight) == weight;
}
#endif

RAF_INLINE void broadcast(base_f& out, float x) { out = base_f{} + x; }
RAF_INLINE void load_into(base_f& out, const float* p) { memcpy(&out, p, sizeof out); }
RAF_INLINE void store(float* p, base_f a) { memcpy(p, &a, sizeof a); }
RAF_INLINE base_f abs_of(base_f a) { return (base_f)((base_i)a & 0x7fffffff); }

// 2^x for x <= 0 (clamped at -126), relative error below 1e-7: round to the nearest integer by adding 1.5 * 2^23, then a polynomial.
RAF_INLINE base_f exp2_of(base_f x) {
    base_f lowest, magic, p, c;
    broadcast(lowest, -126.0f);
    broadcast(magic, 12582912.0f);
    x = max_of(x, lowest);
    base_f t = x + magic;
    base_f f = x - (t - magic);
    broadcast(p, 1.5353361734e-4f);
    broadcast(c, 1.3398874863e-3f);
    p = fma(p, f, c);
    broadcast(c, 9.6184373620e-3f);
    p = fma(p, f, c);
    broadcast(c, 5.5503324699e-2f);
    p = fma(p, f, c);
    broadcast(c, 2.4022647914e-1f);
    p = fma(p, f, c);
    broadcast(c, 6.9314720286e-1f);
    p = fma(p, f, c);
    broadcast(c, 1.0f);
    p = fma(p, f, c);
    return (base_f)((base_i)p + (((base_i)t) << 23));
}

// log2 within 1.4e-3 for normal positive x: good enough for culling, which adds a margin.
RAF_INLINE base_f log2_rough(base_f x) {
    base_i e = (((base_i)x) >> 23) - 127;
    base_f m = (base_f)((((base_i)x) & 0x007fffff) | 0x3f800000);
    base_f p = (base_f{} + 0.15392465f) * m - 1.02955839f;
    p = (p * m + 3.010851f) * m - 2.13388663f;
    return __builtin_convertvector(e, base_f) + p;
}

// ---- pairs ----------------------------------------------------------------------------------------------------------
template <class H>
struct Two {
    H lo, hi;
};
template <class H>
struct TwoMask {
    H lo, hi;
};
#define RAF_T template <class H> RAF_INLINE
RAF_T Two<H> operator+(Two<H> a, Two<H> b) { return {a.lo + b.lo, a.hi + b.hi}; }
RAF_T Two<H> operator-(Two<H> a, Two<H> b) { return {a.lo - b.lo, a.hi - b.hi}; }
RAF_T Two<H> operator*(Two<H> a, Two<H> b) { return {a.lo * b.lo, a.hi * b.hi}; }
RAF_T Two<H> operator/(Two<H> a, Two<H> b) { return {a.lo / b.lo, a.hi / b.hi}; }
RAF_T Two<H> operator-(Two<H> a) { return {-a.lo, -a.hi}; }
RAF_T Two<H>& operator+=(Two<H>& a, Two<H> b) { return a = a + b; }
RAF_T auto lt(Two<H> a, Two<H> b) { return TwoMask<decltype(lt(a.lo, b.lo))>{lt(a.lo, b.lo), lt(a.hi, b.hi)}; }
RAF_T auto le(Two<H> a, Two<H> b) { return TwoMask<decltype(le(a.lo, b.lo))>{le(a.lo, b.lo), le(a.hi, b.hi)}; }
template <class M, class H>
RAF_INLINE Two<H> select(TwoMask<M> m, Two<H> a, Two<H> b) { return {select(m.lo, a.lo, b.lo), select(m.hi, a.hi, b.hi)}; }
RAF_T TwoMask<H> both(TwoMask<H> a, TwoMask<H> b) { return {both(a.lo, b.lo), both(a.hi, b.hi)}; }
RAF_T TwoMask<H> without(TwoMask<H> a, TwoMask<H> b) { return {without(a.lo, b.lo), without(a.hi, b.hi)}; }
template <class T> struct Half { static constexpr int lanes = RAF_LANES; };
template <class H> struct Half<TwoMask<H>> { static constexpr int lanes = 2 * Half<H>::lanes; };
RAF_T unsigned bits(TwoMask<H> m) { return bits(m.lo) | (bits(m.hi) << Half<H>::lanes); }
RAF_T void mask_from_bits(TwoMask<H>& m, unsigned b) {
    mask_from_bits(m.lo, b & ((1u << Half<H>::lanes) - 1));
    mask_from_bits(m.hi, b >> Half<H>::lanes);
}
RAF_T void at_least(TwoMask<H>& out, const int32_t* p, int32_t v) {
    at_least(out.lo, p, v);
    at_least(out.hi, p + Half<H>::lanes, v);
}
RAF_T Two<H> fma(Two<H> a, Two<H> b, Two<H> c) { return {fma(a.lo, b.lo, c.lo), fma(a.hi, b.hi, c.hi)}; }
RAF_T Two<H> sqrt_of(Two<H> a) { return {sqrt_of(a.lo), sqrt_of(a.hi)}; }
RAF_T Two<H> min_of(Two<H> a, Two<H> b) { return {min_of(a.lo, b.lo), min_of(a.hi, b.hi)}; }
RAF_T Two<H> max_of(Two<H> a, Two<H> b) { return {max_of(a.lo, b.lo), max_of(a.hi, b.hi)}; }
RAF_T Two<H> abs_of(Two<H> a) { return {abs_of(a.lo), abs_of(a.hi)}; }
RAF_T Two<H> exp2_of(Two<H> a) { return {exp2_of(a.lo), exp2_of(a.hi)}; }
RAF_T Two<H> log2_rough(Two<H> a) { return {log2_rough(a.lo), log2_rough(a.hi)}; }
RAF_T void broadcast(Two<H>& out, float x) { broadcast(out.lo, x); out.hi = out.lo; }
RAF_T void load_into(Two<H>& out, const float* p) { load_into(out.lo, p); load_into(out.hi, p + sizeof(H) / 4); }
RAF_T void store(float* p, Two<H> a) { store(p, a.lo); store(p + sizeof(H) / 4, a.hi); }
RAF_T auto fold(Two<H> a) { return fold(a.lo + a.hi); }

#if RAF_LANES == 16
typedef base_f vf;
typedef base_m vm;
#elif RAF_LANES == 8
typedef Two<base_f> vf;
typedef TwoMask<base_m> vm;
#else
typedef Two<Two<base_f>> vf;
typedef TwoMask<TwoMask<base_m>> vm;
#endif
constexpr int kWidth = 16;

RAF_INLINE vf vec(float x) { vf v; broadcast(v, x); return v; }
RAF_INLINE vf load(const float* p) { vf v; load_into(v, p); return v; }
RAF_INLINE vm mask_of(unsigned b) { vm m; mask_from_bits(m, b); return m; }
RAF_INLINE vm at_least(const int32_t* p, int32_t v) { vm m; at_least(m, p, v); return m; }  // p[lane] >= v
RAF_INLINE vf only(vm m, vf a) { return select(m, a, vec(0.0f)); }

// e^x for |x| up to 87, through 2^x of a non-positive number (the reciprocal for positive x).
RAF_INLINE vf exp_of(vf x) {
    vf down = exp2_of(-abs_of(x) * vec(1.44269504088896341f));
    return select(lt(vec(0.0f), x), vec(1.0f) / down, down);
}

// Sums over the lanes of four vectors at once, written to p[0..3].
RAF_INLINE void reduce4(float* p, vf a, vf b, vf c, vf d) {
#if defined(__SSE2__)
    __m128 x = fold(a), y = fold(b), z = fold(c), w = fold(d);
    __m128 s = _mm_add_ps(_mm_unpacklo_ps(x, y), _mm_unpackhi_ps(x, y));
    __m128 t = _mm_add_ps(_mm_unpacklo_ps(z, w), _mm_unpackhi_ps(z, w));
    _mm_storeu_ps(p, _mm_add_ps(_mm_movelh_ps(s, t), _mm_movehl_ps(t, s)));
#else
    vst1q_f32(p, vpaddq_f32(vpaddq_f32(fold(a), fold(b)), vpaddq_f32(fold(c), fold(d))));
#endif
}

RAF_INLINE float sum_of(vf a) {
    float out[4];
    reduce4(out, a, a, a, a);
    return out[0];
}

// [count][width] floats (row-major) into width vectors of 16 lanes; missing lanes are zero.
template <int width>
RAF_INLINE void load_rows(vf* out, const float* rows, int count) {
    alignas(64) float columns[width][kWidth];
    if (count < kWidth) memset(columns, 0, sizeof columns);
    for (int l = 0; l < count; ++l)
        for (int k = 0; k < width; ++k) columns[k][l] = rows[l * width + k];
    for (int k = 0; k < width; ++k) out[k] = load(columns[k]);
}

template <int width>
RAF_INLINE void store_rows(float* rows, const vf* in, int count) {
    alignas(64) float columns[width][kWidth];
    for (int k = 0; k < width; ++k) store(columns[k], in[k]);
    for (int l = 0; l < count; ++l)
        for (int k = 0; k < width; ++k) rows[l * width + k] = columns[k][l];
}

}  // namespace
