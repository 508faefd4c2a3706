#pragma once

#include "frame.h"

namespace raf {

// The table of that name, or the best for null; null when this machine cannot run it.
const Kernels* kernels_named(const char* name);
// The index-th table that runs here, best first; null past the end.
const Kernels* kernels_at(int index);

}  // namespace raf
