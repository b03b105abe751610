#include "worker_vitals.h"

#include <algorithm>

namespace flbnode {

namespace {

// As src/runtime/vitals.ts sends them.
constexpr auto kEvery = std::chrono::seconds(1);

}  // namespace

void WorkerVitals::Begin() {
  std::lock_guard<std::mutex> lock(mutex_);
  told_at_.reset();
}

void WorkerVitals::Tell(const Vitals& vitals) {
  std::lock_guard<std::mutex> lock(mutex_);
  told_ = vitals;
  told_at_ = Clock::now();
}

Vitals WorkerVitals::Now(bool up) const {
  std::lock_guard<std::mutex> lock(mutex_);
  Vitals now = told_;
  if (!up || !told_at_.has_value()) {
    now.loop_delay = 0;
  } else {
    // A loop that is blocked tells nothing: then the time since it should have counts.
    const std::chrono::duration<double> overdue = Clock::now() - *told_at_ - kEvery;
    now.loop_delay = std::max(now.loop_delay, overdue.count());
  }
  return now;
}

}  // namespace flbnode
