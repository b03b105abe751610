#include "last_resort.h"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>

#include "core/error_text.h"
#include "error_table.h"
#include "worker_link.h"

namespace flbnode {

namespace {

thread_local std::shared_ptr<WorkerLink> worker_of_thread;

}  // namespace

void SetWorkerOfThread(std::shared_ptr<WorkerLink> worker) { worker_of_thread = std::move(worker); }

void StandStillOnWorker(const char* why) {
  if (worker_of_thread == nullptr) return;
  // Not twice, if this fails, too.
  const std::shared_ptr<WorkerLink> worker = std::move(worker_of_thread);
  worker->Explain(ErrorText(errors::kWorkerFatal, {why}));
  worker->Detach();
  worker->Exited(false);
  for (;;) pause();
}

}  // namespace flbnode

// libnode and its libraries find these two before libc's and libnode's own, by deep binding. Nobody else does.

extern "C" __attribute__((visibility("default"))) void abort() noexcept {
  flbnode::StandStillOnWorker("abort() was called");
  static const auto real = reinterpret_cast<void (*)()>(dlsym(dlopen(nullptr, RTLD_LAZY), "abort"));
  real();
  __builtin_unreachable();
}

// V8's own, for which it takes an illegal instruction.
[[noreturn]] __attribute__((visibility("default"))) void V8_Fatal(const char* format, ...) {
  char why[256];
  va_list args;
  va_start(args, format);
  vsnprintf(why, sizeof(why), format, args);
  va_end(args);
  flbnode::StandStillOnWorker(why);
  fprintf(stderr, "# Fatal error in V8: %s\n", why);
  abort();
}
