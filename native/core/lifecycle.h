// Where an instance is in its life, and who waits for what.
#pragma once

#include <initializer_list>

#include "sync.h"

namespace flbnode {

enum class Phase {
  kStarting,    // its first Worker starts; Fluent Bit's Init waits
  kReady,       // the plugin's init resolved
  kFailed,      // the first init failed, or restarts are used up: it answers RETRY until Exit
  kRestarting,  // its Worker died; another one starts
  kEnding,      // Exit: cancelled, the plugin finishes
  kEnded,       // the Worker has gone; nothing of ours runs any more
};

// The only place where a phase changes. A change that the table does not allow is refused, so that a late message (a
// `ready` after Exit began, a Worker's death reported twice) changes nothing.
class Lifecycle {
 public:
  using Clock = SteadyClock;

  Phase phase() const;

  // True when the change was allowed and made.
  bool Enter(Phase next);

  // Waits until the phase is one of `phases` or the deadline has passed; tells which phase it is then.
  Phase WaitFor(std::initializer_list<Phase> phases, Clock::time_point deadline);

  static bool Allowed(Phase from, Phase to);

 private:
  mutable Mutex mutex_;
  ConditionVariable changed_;
  Phase phase_ = Phase::kStarting;
};

}  // namespace flbnode
