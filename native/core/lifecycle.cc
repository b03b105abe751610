#include "lifecycle.h"

namespace flbnode {

bool Lifecycle::Allowed(Phase from, Phase to) {
  switch (from) {
    case Phase::kStarting:
      return to == Phase::kReady || to == Phase::kRestarting || to == Phase::kFailed || to == Phase::kEnding;
    case Phase::kReady:
      return to == Phase::kRestarting || to == Phase::kFailed || to == Phase::kEnding;
    case Phase::kRestarting:
      return to == Phase::kReady || to == Phase::kFailed || to == Phase::kEnding;
    case Phase::kFailed:
      return to == Phase::kEnding;
    case Phase::kEnding:
      return to == Phase::kEnded;
    case Phase::kEnded:
      return false;
  }
  return false;
}

Phase Lifecycle::phase() const {
  std::lock_guard<Mutex> lock(mutex_);
  return phase_;
}

bool Lifecycle::Enter(Phase next) {
  {
    std::lock_guard<Mutex> lock(mutex_);
    if (!Allowed(phase_, next)) return false;
    phase_ = next;
  }
  changed_.notify_all();
  return true;
}

Phase Lifecycle::WaitFor(std::initializer_list<Phase> phases, Clock::time_point deadline) {
  std::unique_lock<Mutex> lock(mutex_);
  changed_.wait_until(lock, deadline, [&] {
    for (Phase phase : phases) {
      if (phase_ == phase) return true;
    }
    return false;
  });
  return phase_;
}

}  // namespace flbnode
