// How long somebody has waited.
#pragma once

#include <algorithm>
#include <chrono>

#include "sync.h"

namespace flbnode {

// Measures a wait that is looked at every so often, and counts no more than kMost between two looks. So the time in which
// the whole process was stopped (SIGSTOP, a frozen container, a laptop's lid) is not held against whoever is waited for:
// after it every time-out of the process would fire at once. The clock is the monotonic one, which setting the date does
// not move.
class Patience {
 public:
  using Clock = SteadyClock;

  // Between two looks of a thread that waits, which has the log to look after meanwhile.
  static constexpr Clock::duration kStep = std::chrono::milliseconds(50);
  // A look that comes this late counts no more: on a busy machine a time-out then comes later than asked, never earlier.
  static constexpr Clock::duration kMost = std::chrono::milliseconds(500);

  explicit Patience(Clock::time_point now = Clock::now()) : last_(now) {}

  // Looks. True when the limit is reached.
  bool Over(Clock::duration limit, Clock::time_point now = Clock::now()) {
    waited_ += std::min(now - last_, kMost);
    last_ = now;
    return waited_ >= limit;
  }

  // When to look again, after Over() was false for that limit.
  Clock::time_point NextLook(Clock::duration limit) const { return last_ + std::min(kStep, limit - waited_); }

 private:
  Clock::duration waited_{0};
  Clock::time_point last_;
};

}  // namespace flbnode
