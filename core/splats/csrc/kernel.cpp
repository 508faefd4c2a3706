// All vector code, compiled once per instruction set with RAF_TABLE naming the table it exports. No standard library templates
// here: the linker may keep one copy of an inline function, and it must not be one that this machine cannot run.
#include <cstdlib>
#include <cstring>

#include "frame.h"
#include "rotation.h"
#include "simd.h"

namespace {
using namespace raf;  // NOLINT
}

// The order matters: later parts use the earlier ones' types.
#include "raster.inl"
#include "camera.inl"
#include "color.inl"
#include "project.inl"
#include "loss.inl"
#include "deform.inl"

#define RAF_STRING2(x) #x
#define RAF_STRING(x) RAF_STRING2(x)

namespace raf {
extern const Kernels RAF_TABLE;
const Kernels RAF_TABLE = {RAF_STRING(RAF_ISA), project, raster, raster_backward, project_backward, loss_maps, loss_grad, deform, deform_backward};
}  // namespace raf
