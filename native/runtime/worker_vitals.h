// How a Worker is, by what it tells of itself.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

namespace flbnode {

// What a Worker tells once a second (src/runtime/vitals.ts).
struct Vitals {
  double loop_delay;        // seconds
  double loop_utilization;  // 0 to 1
  double heap_used;         // bytes, as the next two
  double heap_limit;
  double external;
};

// Any thread.
class WorkerVitals {
 public:
  using Clock = std::chrono::steady_clock;

  // A Worker is ready, and what the one before told of its event loop is over.
  void Begin();
  void Tell(const Vitals& vitals);
  // As they are now. `up`: the Worker runs.
  Vitals Now(bool up) const;

 private:
  // Nothing else is done under it, and that once a second.
  mutable std::mutex mutex_;
  Vitals told_{};
  // Nothing: not since it began.
  std::optional<Clock::time_point> told_at_;
};

}  // namespace flbnode
