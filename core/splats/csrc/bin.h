// Depth order and tile lists.
#pragma once

#include <cstdint>
#include <vector>

#include "frame.h"

namespace raf {

struct SortScratch {
    std::vector<uint64_t> a, b;
};

// Visible splats of one camera by depth (stable), and each splat's first intersection counted from 0. Returns how many
// intersections of splats with tiles the camera has.
uint64_t order_camera(const Input& in, Work& work, int camera, SortScratch& scratch);

// Counts, then fills, the lists of the tile rows [row0, row1) of one camera; between the two, counts become starts.
void count_tiles(const Input& in, Work& work, int camera, int row0, int row1);
void fill_tiles(const Input& in, Work& work, int camera, int row0, int row1);

}  // namespace raf
