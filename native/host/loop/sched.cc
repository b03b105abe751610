#include "loop/sched.h"

#include <algorithm>

#include "log.h"

namespace host {
namespace {

thread_local Sched* t_current = nullptr;

}  // namespace

Sched::~Sched() {
  while (!timers_.empty()) destroy(timers_.begin()->first);
}

Sched::Timer* Sched::create(int type, int milliseconds, Callback callback, void* data) {
  if (type != kOneShot && type != kPermanent) {
    log_error("[sched] invalid callback timer type %i", type);
    return nullptr;
  }
  auto owned = std::make_unique<Timer>(Timer{this, 0});
  Timer* const timer = owned.get();
  timers_[timer] = std::move(owned);
  // A timerfd of zero never fires; Fluent Bit's neither.
  const auto interval = std::chrono::milliseconds(std::max(milliseconds, 0));
  timer->watch = loop_->every(interval, [this, timer, type, callback, data] {
    if (type == kPermanent) return callback(config_, data);
    loop_->remove(timer->watch);
    callback(config_, data);
    destroy(timer);
  });
  return timer;
}

void Sched::destroy(Timer* timer) {
  const auto found = timers_.find(timer);
  if (found == timers_.end()) return;
  loop_->remove(timer->watch);
  timers_.erase(found);
}

Sched* Sched::current() { return t_current; }

void Sched::set_current(Sched* sched) { t_current = sched; }

}  // namespace host
