// flb_sched_*: what plugins find with dlsym(RTLD_DEFAULT, ...). On the thread whose scheduler it is.
#include "exports/export.h"
#include "loop/sched.h"

using host::Sched;

HOST_EXPORT Sched* flb_sched_ctx_get() { return Sched::current(); }

HOST_EXPORT int flb_sched_timer_cb_create(Sched* sched, int type, int milliseconds, Sched::Callback callback,
                                          void* data, Sched::Timer** out_timer) {
  if (sched == nullptr) return -1;  // Fluent Bit would crash; a test instrument had better say no
  Sched::Timer* const timer = sched->create(type, milliseconds, callback, data);
  if (timer == nullptr) return -1;
  if (out_timer != nullptr) *out_timer = timer;
  return 0;
}

HOST_EXPORT int flb_sched_timer_cb_destroy(Sched::Timer* timer) {
  timer->owner->destroy(timer);
  return 0;
}
