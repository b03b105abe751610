// Stops asking somebody who does not answer.
#pragma once

#include <chrono>

#include "sync.h"

namespace flbnode {

// A filter that hangs would have the pipeline, and everybody in it, wait for the whole time-out with each chunk. After
// kLimit answers in a row that did not come in time it is asked no more, but for one attempt in ten time-outs, so that one
// that recovers is taken back. Any thread.
class Breaker {
 public:
  using Clock = SteadyClock;

  static constexpr int kLimit = 3;
  static constexpr int kRest = 10;

  // Whether to ask now.
  bool Asks(Clock::time_point now = Clock::now()) {
    std::lock_guard<Mutex> lock(mutex_);
    if (late_ < kLimit) return true;
    if (now < again_) return false;
    // This one is the attempt; whoever comes before its end waits for it.
    again_ = Clock::time_point::max();
    return true;
  }

  void Answered() {
    std::lock_guard<Mutex> lock(mutex_);
    late_ = 0;
  }

  // True when this is the one that makes it rest.
  bool Late(Clock::duration timeout, Clock::time_point now = Clock::now()) {
    std::lock_guard<Mutex> lock(mutex_);
    ++late_;
    again_ = now + kRest * timeout;
    return late_ == kLimit;
  }

 private:
  Mutex mutex_;
  int late_ = 0;
  Clock::time_point again_{};
};

}  // namespace flbnode
