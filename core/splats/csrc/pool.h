// A persistent pool of worker threads.
#pragma once

namespace raf {

typedef void (*TaskFn)(void* context, int index);

// Runs fn(context, 0..count-1) on up to `threads` threads, the caller being one. Serial when another call holds the pool.
void parallel(int threads, int count, TaskFn fn, void* context);

template <class F>
void parallel_for(int threads, int count, const F& body) {
    parallel(threads, count, [](void* context, int index) { (*static_cast<const F*>(context))(index); },
             const_cast<void*>(static_cast<const void*>(&body)));
}

}  // namespace raf
