// A small stack to run a flush on, as Fluent Bit runs them: 24 or 64 KiB with an unmapped region below, so that
// an overflow is a SIGSEGV rather than silent corruption. One per thread that flushes; used by that thread only.
#pragma once

#include <ucontext.h>

#include <cstddef>
#include <functional>

namespace host {

class Coroutine {
 public:
  explicit Coroutine(std::size_t stack_size);
  ~Coroutine();
  Coroutine(const Coroutine&) = delete;
  Coroutine& operator=(const Coroutine&) = delete;

  // Calls `function` on the small stack and returns when it has returned. A flush of a proxy plugin never
  // yields in the middle, so there is nothing to resume.
  void run(const std::function<void()>& function);

 private:
  static void entry();

  void* mapping_;
  std::size_t mapped_;
  char* stack_;
  std::size_t size_;
  ucontext_t caller_{};
  const std::function<void()>* function_ = nullptr;
  void* tsan_caller_ = nullptr;  // ThreadSanitizer's name for the caller's stack
};

}  // namespace host
