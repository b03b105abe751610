// The end of all instances, side by side.
#pragma once

#include "core/patience.h"
#include "core/sync.h"

namespace flbnode {

// Fluent Bit ends its instances one after the other and waits for each. If each began only then to end, the time-outs of
// all of them would add up. So the first Exit cancels every instance, and they share one measure of the time since.
// Fluent Bit calls Exit when its pipeline has ended, at a shutdown and at a reload: no instance has work left then.
class Shutdown {
 public:
  static Shutdown& Get();

  // An Exit begins, on whichever thread. Returns how long the shutdown has been waited for.
  Patience Begin();
  // An Exit ends, which has waited on.
  void Waited(const Patience& waited);
  // There is no instance any more, or a new one: the next Exit is that of another shutdown.
  void Over();

 private:
  Mutex mutex_;
  bool under_way_ = false;
  Patience waited_;
};

}  // namespace flbnode
