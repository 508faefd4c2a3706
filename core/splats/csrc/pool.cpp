#include "pool.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#if defined(_WIN32)
#include <process.h>
#define RAF_PID _getpid()
#else
#include <unistd.h>
#define RAF_PID getpid()
#endif

namespace raf {
namespace {

// A render has six short parallel stages: a worker that sleeps between them costs more than the stage. It looks for the next
// stage this long, then sleeps.
constexpr auto kSpin = std::chrono::microseconds(60);
constexpr int kMostThreads = 64;

inline void relax() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

struct Job {
    TaskFn fn = nullptr;
    void* context = nullptr;
    int count = 0;
    int helpers = 0;
};

class Pool {
   public:
    Pool() : pid(RAF_PID) {}

    void run(int threads, int count, TaskFn fn, void* context) {
        const int helpers = (threads < count ? threads : count) - 1;
        while (static_cast<int>(workers_.size()) < helpers) {
            const int index = static_cast<int>(workers_.size());
            const uint64_t seen = generation_.load();
            workers_.emplace_back([this, index, seen] { loop(index, seen); });
            workers_.back().detach();
        }
        job_ = {fn, context, count, helpers};
        next_.store(0, std::memory_order_relaxed);
        // Every worker answers every generation, also those with nothing to do: none can lag behind and read a later job twice.
        pending_.store(static_cast<int>(workers_.size()), std::memory_order_relaxed);
        {
            std::lock_guard<std::mutex> lock(mutex_);
            generation_.fetch_add(1, std::memory_order_release);
        }
        if (sleeping_.load() > 0) wake_.notify_all();
        work(job_);
        while (pending_.load(std::memory_order_acquire) > 0) relax_or_yield();
    }

    const int pid;
    std::mutex busy;

   private:
    void work(const Job& job) {
        for (int i = next_.fetch_add(1); i < job.count; i = next_.fetch_add(1)) job.fn(job.context, i);
    }

    void relax_or_yield() {
        for (int i = 0; i < 64; ++i) {
            if (pending_.load(std::memory_order_acquire) == 0) return;
            relax();
        }
        std::this_thread::yield();
    }

    void loop(int index, uint64_t seen) {
        for (;;) {
            seen = wait_after(seen);
            const Job job = job_;
            if (index < job.helpers) work(job);
            pending_.fetch_sub(1, std::memory_order_acq_rel);
        }
    }

    uint64_t wait_after(uint64_t seen) {
        const auto until = std::chrono::steady_clock::now() + kSpin;
        do {
            for (int i = 0; i < 64; ++i) {
                const uint64_t now = generation_.load(std::memory_order_acquire);
                if (now != seen) return now;
                relax();
            }
        } while (std::chrono::steady_clock::now() < until);
        std::unique_lock<std::mutex> lock(mutex_);
        sleeping_.fetch_add(1);
        wake_.wait(lock, [&] { return generation_.load(std::memory_order_acquire) != seen; });
        sleeping_.fetch_sub(1);
        return generation_.load(std::memory_order_acquire);
    }

    std::vector<std::thread> workers_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::atomic<uint64_t> generation_{0};
    std::atomic<int> next_{0}, pending_{0}, sleeping_{0};
    Job job_;
};

std::mutex g_mutex;
Pool* g_pool = nullptr;

// Threads do not survive a fork: a child process gets a new pool and leaks the old one's few bytes. Never destroyed at exit,
// since detached workers may still be looking at it.
Pool* current_pool() {
    std::lock_guard<std::mutex> lock(g_mutex);
    if (g_pool == nullptr || g_pool->pid != RAF_PID) g_pool = new Pool();
    return g_pool;
}

}  // namespace

void parallel(int threads, int count, TaskFn fn, void* context) {
    if (count <= 0) return;
    if (threads > kMostThreads) threads = kMostThreads;
    if (threads > 1 && count > 1) {
        Pool* pool = current_pool();
        std::unique_lock<std::mutex> lock(pool->busy, std::try_to_lock);
        if (lock.owns_lock()) {
            pool->run(threads, count, fn, context);
            return;
        }
    }
    for (int i = 0; i < count; ++i) fn(context, i);
}

}  // namespace raf
