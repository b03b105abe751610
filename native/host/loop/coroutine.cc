#include "loop/coroutine.h"

#include <sys/mman.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif

namespace host {
namespace {

// Wide enough that a large frame cannot step over it.
constexpr std::size_t kGuard = 1 << 20;

// Instrumented frames are several times larger than real ones; sizes are exact in plain builds only.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kScale = 8;
#else
constexpr std::size_t kScale = 1;
#endif

thread_local Coroutine* t_entering = nullptr;

}  // namespace

Coroutine::Coroutine(std::size_t stack_size) : size_(stack_size * kScale) {
  mapped_ = kGuard + size_;
  mapping_ = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping_ == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap of a coroutine stack");
  stack_ = static_cast<char*>(mapping_) + kGuard;
  if (mprotect(stack_, size_, PROT_READ | PROT_WRITE) != 0) {
    throw std::system_error(errno, std::generic_category(), "mprotect of a coroutine stack");
  }
}

Coroutine::~Coroutine() { munmap(mapping_, mapped_); }

void Coroutine::run(const std::function<void()>& function) {
  ucontext_t callee;
  function_ = &function;
  t_entering = this;
  getcontext(&callee);
  callee.uc_stack.ss_sp = stack_;
  callee.uc_stack.ss_size = size_;
  callee.uc_link = nullptr;
  makecontext(&callee, &Coroutine::entry, 0);
#ifdef __SANITIZE_THREAD__
  // Switched right beside the real switch: no instrumented function may return in between.
  tsan_caller_ = __tsan_get_current_fiber();
  void* const fiber = __tsan_create_fiber(0);
  __tsan_switch_to_fiber(fiber, 0);
#endif
#ifdef __SANITIZE_ADDRESS__
  void* fake_stack = nullptr;
  __sanitizer_start_switch_fiber(&fake_stack, stack_, size_);
#endif
  swapcontext(&caller_, &callee);
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
#endif
#ifdef __SANITIZE_THREAD__
  __tsan_destroy_fiber(fiber);
#endif
}

void Coroutine::entry() {
  Coroutine* const self = t_entering;
#ifdef __SANITIZE_ADDRESS__
  const void* caller_bottom = nullptr;
  std::size_t caller_size = 0;
  __sanitizer_finish_switch_fiber(nullptr, &caller_bottom, &caller_size);
#endif
  (*self->function_)();
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_start_switch_fiber(nullptr, caller_bottom, caller_size);
#endif
#ifdef __SANITIZE_THREAD__
  __tsan_switch_to_fiber(self->tsan_caller_, 0);
#endif
  setcontext(&self->caller_);
}

}  // namespace host
