// Which of the compiled instruction sets this machine runs.
#include "isa.h"

#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace raf {

#if defined(__x86_64__)
extern const Kernels kernels_sse2, kernels_avx2, kernels_avx512;

namespace {

unsigned saved_registers() {
    unsigned low, high;
    asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

bool runs(const Kernels& k) {
    unsigned a, b, c, d;
    if (strcmp(k.name, "sse2") == 0) return true;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return false;
    const unsigned fma_xsave_avx = 1u << 12 | 1u << 27 | 1u << 28;
    if ((c & fma_xsave_avx) != fma_xsave_avx) return false;
    const unsigned saved = saved_registers();  // the operating system must keep the wide registers too
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
    if (strcmp(k.name, "avx2") == 0) return (saved & 0x6) == 0x6 && (b & 1u << 5);
    const unsigned f_dq_bw_vl = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;
    return (saved & 0xe6) == 0xe6 && (b & 1u << 5) && (b & f_dq_bw_vl) == f_dq_bw_vl;
}

const Kernels* const kAll[] = {&kernels_avx512, &kernels_avx2, &kernels_sse2};  // best first

}  // namespace
#else
extern const Kernels kernels_neon;
namespace {
bool runs(const Kernels&) { return true; }
const Kernels* const kAll[] = {&kernels_neon};
}  // namespace
#endif

const Kernels* kernels_named(const char* name) {
    for (const Kernels* k : kAll)
        if (runs(*k) && (name == nullptr || strcmp(k->name, name) == 0)) return k;
    return nullptr;
}

const Kernels* kernels_at(int index) {
    for (const Kernels* k : kAll)
        if (runs(*k) && index-- == 0) return k;
    return nullptr;
}

}  // namespace raf
