// The C functions that Python calls. Status: 0 done, 1 out of memory, 2 too many intersections of splats with tiles.
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <vector>

#include "bin.h"
#include "frame.h"
#include "isa.h"
#include "pool.h"
#include "rotation.h"

#if defined(_WIN32)
#define RAF_API extern "C" __declspec(dllexport)
#else
#define RAF_API extern "C" __attribute__((visibility("default")))
#endif

using namespace raf;

namespace {

constexpr uint64_t kMostEntries = 1u << 25;  // 2 GB of gradients
constexpr size_t kMostIdle = 4;              // contexts kept for reuse: fresh memory costs a page fault per 4 kB

std::atomic<const Kernels*> g_kernels{nullptr};

const Kernels* kernels() {
    const Kernels* k = g_kernels.load();
    if (k == nullptr) g_kernels.store(k = kernels_named(nullptr));
    return k;
}

// Memory that only grows, aligned to a cache line; its contents do not survive growing.
template <class T>
class Buffer {
   public:
    Buffer() = default;
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer() { free(raw_); }

    T* need(size_t count) {
        if (count > size_ || raw_ == nullptr) {
            free(raw_);
            size_ = 0;
            raw_ = malloc(count * sizeof(T) + 64);
            if (raw_ == nullptr) throw std::bad_alloc();
            size_ = count;
        }
        return reinterpret_cast<T*>((reinterpret_cast<uintptr_t>(raw_) + 63) & ~uintptr_t{63});
    }

   private:
    void* raw_ = nullptr;
    size_t size_ = 0;
};

struct Context {
    const Kernels* kernels;
    Work work;
    uint64_t entries;
    Buffer<float> proj, T, grad;
    Buffer<uint32_t> key, first, order, visible, tile_start, list;
    Buffer<Rect> rect;
    Buffer<uint16_t> mask;
    Buffer<int32_t> last;
    Buffer<double> camera_grad;
    std::vector<SortScratch> scratch;
    std::vector<uint64_t> per_camera;
};

std::mutex g_idle_mutex;
std::vector<Context*> g_idle;

Context* take_context() {
    std::lock_guard<std::mutex> lock(g_idle_mutex);
    if (g_idle.empty()) return new Context();
    Context* c = g_idle.back();
    g_idle.pop_back();
    return c;
}

void give_context(Context* c) {
    {
        std::lock_guard<std::mutex> lock(g_idle_mutex);
        if (g_idle.size() < kMostIdle) {
            g_idle.push_back(c);
            return;
        }
    }
    delete c;
}

void prepare(Context& c, const Input& in) {
    Work& w = c.work;
    const size_t all = static_cast<size_t>(in.C) * in.N;
    w.tiles_x = (in.W + kTile - 1) / kTile;
    w.tiles_y = (in.H + kTile - 1) / kTile;
    w.tiles = w.tiles_x * w.tiles_y;
    w.chunks = (in.N + kChunk - 1) / kChunk;
    const size_t tiles = static_cast<size_t>(in.C) * w.tiles;
    w.proj = c.proj.need(all * kProj);
    w.key = c.key.need(all);
    w.rect = c.rect.need(all);
    w.first = c.first.need(all);
    w.order = c.order.need(all);
    w.visible = c.visible.need(in.C);
    w.tile_start = c.tile_start.need(tiles + 1);
    w.T = c.T.need(tiles * kTilePixels);
    w.last = c.last.need(tiles * kTilePixels);
    c.scratch.resize(in.C);
    c.per_camera.resize(in.C);
}

// Starts of all lists from their counts; every splat's first intersection becomes an index over all cameras.
void place_lists(Context& c, const Input& in) {
    Work& w = c.work;
    uint32_t sum = 0;
    const size_t tiles = static_cast<size_t>(in.C) * w.tiles;
    for (size_t i = 0; i < tiles; ++i) {
        const uint32_t n = w.tile_start[i];
        w.tile_start[i] = sum;
        sum += n;
    }
    w.tile_start[tiles] = sum;
}

int forward(Context& c, const Input& in, const Output& out, int threads) {
    c.kernels = kernels();
    prepare(c, in);
    Work& w = c.work;
    parallel_for(threads, in.C * w.chunks, [&](int i) { c.kernels->project(in, w, i / w.chunks, i % w.chunks); });
    parallel_for(threads, in.C, [&](int i) { c.per_camera[i] = order_camera(in, w, i, c.scratch[i]); });
    c.entries = 0;
    for (int i = 0; i < in.C; ++i) {
        const uint32_t before = static_cast<uint32_t>(c.entries);
        c.entries += c.per_camera[i];
        if (c.entries > kMostEntries) return 2;
        if (before == 0) continue;
        uint32_t* first = w.first + static_cast<size_t>(i) * in.N;
        for (int n = 0; n < in.N; ++n) first[n] += before;
    }
    w.list = c.list.need(c.entries);
    w.mask = c.mask.need(c.entries);
    // One camera a task when there are enough of them, else bands of tile rows: every band looks at all splats.
    int bands = in.C >= threads ? 1 : threads;
    if (bands > w.tiles_y) bands = w.tiles_y;
    const auto rows = [&](int band) { return static_cast<int>(static_cast<int64_t>(w.tiles_y) * band / bands); };
    parallel_for(threads, in.C * bands, [&](int i) { count_tiles(in, w, i / bands, rows(i % bands), rows(i % bands + 1)); });
    place_lists(c, in);
    parallel_for(threads, in.C * bands, [&](int i) { fill_tiles(in, w, i / bands, rows(i % bands), rows(i % bands + 1)); });
    parallel_for(threads, in.C * w.tiles, [&](int i) { c.kernels->raster(in, w, out, i); });
    return 0;
}

void backward(Context& c, const Input& in, const OutputGrad& grad, const InputGrad& out, float* v_camera, int threads) {
    Work& w = c.work;
    w.grad = c.grad.need(c.entries * kGrad);
    w.camera_grad = c.camera_grad.need(static_cast<size_t>(in.C) * w.chunks * 12);
    parallel_for(threads, in.C * w.tiles, [&](int i) { c.kernels->raster_backward(in, w, grad, i); });
    parallel_for(threads, in.C * w.chunks, [&](int i) { c.kernels->project_backward(in, w, out, i / w.chunks, i % w.chunks); });
    for (int i = 0; i < in.C; ++i) {
        double sums[16] = {};
        for (int j = 0; j < w.chunks; ++j)
            for (int k = 0; k < 12; ++k) sums[k] += w.camera_grad[(static_cast<size_t>(i) * w.chunks + j) * 12 + k];
        for (int k = 0; k < 16; ++k) v_camera[i * 16 + k] = static_cast<float>(sums[k]);
    }
}

}  // namespace

RAF_API int raf_abi() { return 1; }

RAF_API const char* raf_isa_at(int index) {
    const Kernels* k = kernels_at(index);
    return k ? k->name : nullptr;
}

RAF_API const char* raf_isa() { return kernels()->name; }

RAF_API int raf_set_isa(const char* name) {
    const Kernels* k = kernels_named(name);
    if (k == nullptr) return 1;
    g_kernels.store(k);
    return 0;
}

// Renders; the context in *context serves raf_backward and must be released.
RAF_API int raf_forward(const Input* in, const Output* out, int threads, void** context) {
    Context* c = nullptr;
    *context = nullptr;
    try {
        c = take_context();
        const int status = forward(*c, *in, *out, threads);
        if (status != 0) {
            give_context(c);
            return status;
        }
    } catch (const std::bad_alloc&) {
        delete c;
        return 1;
    }
    *context = c;
    return 0;
}

RAF_API int raf_backward(void* context, const Input* in, const OutputGrad* grad, const InputGrad* out, float* v_camera, int threads) {
    try {
        backward(*static_cast<Context*>(context), *in, *grad, *out, v_camera, threads);
    } catch (const std::bad_alloc&) {
        return 1;
    }
    return 0;
}

RAF_API void raf_release(void* context) {
    if (context != nullptr) give_context(static_cast<Context*>(context));
}

// The loss's value; with task->grad set also its gradient. NaN when out of memory.
RAF_API double raf_l1_dssim(LossTask* task, int threads) {
    LossTask t = *task;
    const int rows = 16;
    t.bands = (t.H + rows - 1) / rows;
    const int tasks = t.C * t.bands;
    double value = 0.0;
    try {
        std::vector<double> sums(tasks, 0.0);
        t.sums = sums.data();
        const Kernels* k = kernels();
        parallel_for(threads, tasks, [&](int i) { k->loss_maps(t, i); });
        if (t.grad != nullptr) parallel_for(threads, tasks, [&](int i) { k->loss_grad(t, i); });
        for (double s : sums) value += s;
    } catch (const std::bad_alloc&) {
        return __builtin_nan("");
    }
    return value;
}

RAF_API int raf_deform(const DeformTask* task, int threads) {
    const Kernels* k = kernels();
    parallel_for(threads, (task->N + kDeformChunk - 1) / kDeformChunk, [&](int i) { k->deform(*task, i); });
    return 0;
}

// v_w [C,K], v_head and v_torso [C,4,4]; the task's outputs hold the incoming gradients.
RAF_API int raf_deform_backward(const DeformTask* task, float* v_w, float* v_head, float* v_torso, int threads) {
    DeformTask t = *task;
    const int chunks = (t.N + kDeformChunk - 1) / kDeformChunk;
    const size_t weights = static_cast<size_t>(t.C) * t.K, width = weights + static_cast<size_t>(t.C) * 32;
    try {
        std::vector<double> partial(width * (chunks + 1), 0.0);
        t.partial = partial.data();
        const Kernels* k = kernels();
        parallel_for(threads, chunks, [&](int i) { k->deform_backward(t, i); });
        double* total = partial.data() + width * chunks;
        for (int i = 0; i < chunks; ++i)
            for (size_t j = 0; j < width; ++j) total[j] += partial[i * width + j];
        for (size_t j = 0; j < weights; ++j) v_w[j] = static_cast<float>(total[j]);
        for (int c = 0; c < t.C; ++c) {
            for (int part = 0; part < 2; ++part) {
                const float* pose = (part ? t.torso : t.head) + c * 16;
                float* out = (part ? v_torso : v_head) + c * 16;
                double* sums = total + weights + c * 32 + part * 16;
                double v[16] = {};
                for (int k2 = 0; k2 < 12; ++k2) v[k2] = sums[k2];
                const float R[9] = {pose[0], pose[1], pose[2], pose[4], pose[5], pose[6], pose[8], pose[9], pose[10]};
                quat_of_rotation_backward(R, sums + 12, v);
                for (int k2 = 0; k2 < 16; ++k2) out[k2] = static_cast<float>(v[k2]);
            }
        }
    } catch (const std::bad_alloc&) {
        return 1;
    }
    return 0;
}
