// The scheduler context of a thread, behind flb_sched_*: timers with plain callbacks. Used on its own thread.
#pragma once

#include <map>
#include <memory>

#include "loop/event_loop.h"

namespace host {

class Sched {
 public:
  using Callback = void (*)(void* config, void* data);
  static constexpr int kOneShot = 3;    // FLB_SCHED_TIMER_CB_ONESHOT
  static constexpr int kPermanent = 4;  // FLB_SCHED_TIMER_CB_PERM

  struct Timer {
    Sched* owner;
    EventLoop::Id watch;
  };

  // `config` is handed to the callbacks as it is.
  Sched(EventLoop* loop, void* config) : loop_(loop), config_(config) {}
  ~Sched();
  Sched(const Sched&) = delete;
  Sched& operator=(const Sched&) = delete;

  Timer* create(int type, int milliseconds, Callback callback, void* data);  // NULL on a bad type
  void destroy(Timer* timer);  // also from inside its own callback

  // What flb_sched_ctx_get() returns on this thread. NULL in a custom's Init, as in Fluent Bit, where the
  // scheduler starts after the customs.
  static Sched* current();
  static void set_current(Sched* sched);

 private:
  EventLoop* loop_;
  void* config_;
  std::map<Timer*, std::unique_ptr<Timer>> timers_;
};

}  // namespace host
