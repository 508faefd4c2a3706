// What one render call works on, and the table of kernels that exists once per instruction set.
#pragma once

#include <cstddef>
#include <cstdint>

namespace raf {

constexpr int kTile = 16;           // pixels along a tile's edge; 16 blocks of 4x4 pixels
constexpr int kTilePixels = kTile * kTile;
constexpr int kChunk = 512;         // splats in one projection task
constexpr int kProj = 16;           // floats a projected splat takes: one cache line
constexpr int kGrad = 16;           // floats of gradient an intersection of splat and tile takes

// Projected splat: conic (a, b, c) with sigma = (a dx^2 + c dy^2) / 2 + b dx dy.
enum Proj { PX, PY, PA, PB, PC, PO, PR, PG, PBL, PZ, PTHR };
// Gradient of an intersection: moments of d loss / d sigma, then colour, depth, and the sum of compositing weights.
enum Grad { G0, GX, GY, GXX, GXY, GYY, GR, GG, GB, GZ, GW };

struct Rect {
    uint16_t x0, y0, x1, y1;  // tiles, half open; empty when culled
};

// Pointers are to C-contiguous float32 arrays per camera; a stride is the distance between cameras in floats (0: shared).
struct Input {
    const float *means, *quats, *scales, *opacities, *colors;
    int64_t means_stride, quats_stride, scales_stride, opacities_stride, colors_stride;
    const float *cam_from_world, *K, *background;  // [C,4,4] [C,3,3] [C,3] or null
    int32_t C, N, W, H;
    int32_t sh_degree;  // -1: colors are RGB [N,3]; else spherical harmonics [N,sh_coeffs,3]
    int32_t sh_coeffs;
    float near_m;
};

struct Work {
    int tiles_x, tiles_y, tiles, chunks;
    float* proj;           // [C,N,kProj]
    uint32_t* key;         // [C,N] depth bits
    Rect* rect;            // [C,N]
    uint32_t* first;       // [C,N] index of the splat's first intersection
    uint32_t* order;       // [C,N] visible splats by depth
    uint32_t* visible;     // [C]
    uint32_t* tile_start;  // [C*tiles+1]
    uint32_t* list;        // [intersections] splat of each entry, by tile, near to far
    uint16_t* mask;        // [intersections] blocks of the tile where the splat adds something
    float* T;              // [C*tiles,256] final transmittance, block by block
    int32_t* last;         // [C*tiles,256] position in the tile's list of the last splat added
    float* grad;           // [intersections,kGrad]
    double* camera_grad;   // [C,chunks,12]
};

struct Output {
    float *rgb, *alpha, *depth;  // [C,H,W,3] [C,H,W] [C,H,W]
};

struct OutputGrad {
    const float *rgb, *alpha, *depth;  // any may be null
};

struct InputGrad {
    float *means, *quats, *scales, *opacities, *colors;  // [C,N,...]
    float* screen;                                       // [C,N,2] or null: |d loss / d pixel position|, sum of weights
};

struct LossTask {
    const float *rendered, *target, *weight;  // [C,H,W,3] [C,H,W,3] [C,H,W] or null
    float* maps;                              // [C,H,3,W*3] derivatives by mean, variance and covariance
    float* grad;                              // [C,H,W,3] or null
    double* sums;                             // [C*bands]
    int32_t C, H, W, bands;
    float dssim;
};

constexpr int kAttributes = 14;     // mean 3, quaternion 4, log scale 3, opacity logit 1, colour logits 3
constexpr int kDeformChunk = 256;    // splats in one deformation task

struct DeformTask {
    const float *base, *bases, *w, *blend, *units;     // [N,14] [K,N,14] [C,K] [N] [14]
    const float *head, *torso;                         // [C,4,4]
    float *attributes;                                 // [C,N,14] physical values, kept for the backward pass
    float *means, *quats, *scales, *opacities, *colors;  // outputs, or their gradients
    float *v_base, *v_bases, *v_blend;                 // [N,14] [K,N,14] [N]
    double* partial;                                   // [chunks, C*K + C*32] gradients of w, then of head, torso (12+4 each)
    int32_t C, N, K;
};

struct Kernels {
    const char* name;
    void (*project)(const Input&, Work&, int camera, int chunk);
    void (*raster)(const Input&, Work&, const Output&, int tile);
    void (*raster_backward)(const Input&, Work&, const OutputGrad&, int tile);
    void (*project_backward)(const Input&, Work&, const InputGrad&, int camera, int chunk);
    void (*loss_maps)(const LossTask&, int band);
    void (*loss_grad)(const LossTask&, int band);
    void (*deform)(const DeformTask&, int chunk);
    void (*deform_backward)(const DeformTask&, int chunk);
};

}  // namespace raf
