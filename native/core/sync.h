// What the runtime's threads meet by: a lock, a condition, an atomic word, and the clock that their waits end by.
//
// The standard library's, at no cost. The model (native/test/model) compiles the same sources with types of its own in
// their place, which hand each of these operations to a scheduler, and so tries all orders of them. Locks that are held
// for a few lines without another of these operations (Log's) stay std::mutex: no order of theirs can be seen outside.
#pragma once

#ifdef FLBNODE_MODEL
#include "model/sync.h"
#else

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace flbnode {

using Mutex = std::mutex;
using ConditionVariable = std::condition_variable;
template <typename T>
using Atomic = std::atomic<T>;
using SteadyClock = std::chrono::steady_clock;

}  // namespace flbnode

#endif
