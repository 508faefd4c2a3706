#include "bin.h"

#include <cstring>
#include <utility>

namespace raf {
namespace {

constexpr int kDigit = 11;  // bits sorted in one pass: the histogram (8 kB) stays in the first-level cache

void radix_sort(SortScratch& s, size_t count, uint32_t range) {
    s.b.resize(s.a.size());
    for (int shift = 0; shift < 32 && (range >> shift) != 0; shift += kDigit) {
        uint32_t start[1 << kDigit] = {};
        const uint32_t low = (1u << kDigit) - 1;
        for (size_t i = 0; i < count; ++i) ++start[(s.a[i] >> (32 + shift)) & low];
        uint32_t sum = 0;
        for (uint32_t& v : start) {
            const uint32_t n = v;
            v = sum;
            sum += n;
        }
        for (size_t i = 0; i < count; ++i) s.b[start[(s.a[i] >> (32 + shift)) & low]++] = s.a[i];
        std::swap(s.a, s.b);
    }
}

}  // namespace

uint64_t order_camera(const Input& in, Work& work, int camera, SortScratch& scratch) {
    const size_t base = static_cast<size_t>(camera) * in.N;
    if (scratch.a.size() < static_cast<size_t>(in.N)) scratch.a.resize(in.N);
    uint32_t least = 0xffffffffu, most = 0;
    uint64_t entries = 0;
    size_t count = 0;
    for (int n = 0; n < in.N; ++n) {
        const Rect r = work.rect[base + n];
        work.first[base + n] = static_cast<uint32_t>(entries);
        const uint32_t area = static_cast<uint32_t>(r.x1 - r.x0) * static_cast<uint32_t>(r.y1 - r.y0);
        if (area == 0) continue;
        entries += area;
        const uint32_t key = work.key[base + n];  // bits of a positive float sort as the float does
        if (key < least) least = key;
        if (key > most) most = key;
        scratch.a[count++] = static_cast<uint64_t>(key) << 32 | static_cast<uint32_t>(n);
    }
    for (size_t i = 0; i < count; ++i) scratch.a[i] -= static_cast<uint64_t>(least) << 32;
    if (count) radix_sort(scratch, count, most - least);
    for (size_t i = 0; i < count; ++i) work.order[base + i] = static_cast<uint32_t>(scratch.a[i]);
    work.visible[camera] = static_cast<uint32_t>(count);
    return entries;
}

void count_tiles(const Input& in, Work& work, int camera, int row0, int row1) {
    const size_t base = static_cast<size_t>(camera) * in.N;
    uint32_t* counts = work.tile_start + static_cast<size_t>(camera) * work.tiles;
    memset(counts + static_cast<size_t>(row0) * work.tiles_x, 0, static_cast<size_t>(row1 - row0) * work.tiles_x * sizeof(uint32_t));
    for (int n = 0; n < in.N; ++n) {
        const Rect r = work.rect[base + n];
        const int y0 = r.y0 > row0 ? r.y0 : row0, y1 = r.y1 < row1 ? r.y1 : row1;
        for (int y = y0; y < y1; ++y)
            for (int x = r.x0; x < r.x1; ++x) ++counts[y * work.tiles_x + x];
    }
}

void fill_tiles(const Input& in, Work& work, int camera, int row0, int row1) {
    const size_t base = static_cast<size_t>(camera) * in.N;
    const uint32_t* start = work.tile_start + static_cast<size_t>(camera) * work.tiles;
    std::vector<uint32_t> next(start + static_cast<size_t>(row0) * work.tiles_x, start + static_cast<size_t>(row1) * work.tiles_x);
    for (uint32_t i = 0; i < work.visible[camera]; ++i) {
        const uint32_t n = work.order[base + i];
        const Rect r = work.rect[base + n];
        const int y0 = r.y0 > row0 ? r.y0 : row0, y1 = r.y1 < row1 ? r.y1 : row1;
        for (int y = y0; y < y1; ++y)
            for (int x = r.x0; x < r.x1; ++x) work.list[next[(y - row0) * work.tiles_x + x]++] = n;
    }
}

}  // namespace raf
