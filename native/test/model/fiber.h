// A thread of the model: a stack of its own on the one system thread.
#pragma once

#include <setjmp.h>
#include <ucontext.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace model {

class Fiber {
 public:
  Fiber(std::string name, std::function<void()> body)
      : name(std::move(name)), body_(std::move(body)), stack_(TakeStack()) {}
  ~Fiber() { stacks_.push_back(std::move(stack_)); }
  Fiber(const Fiber&) = delete;

  // Runs it until it yields or ends.
  void Resume() {
    // Not swapcontext every time: it makes two system calls for the signal mask, which is always the same.
    if (_setjmp(home_) != 0) return;
    if (began_) _longjmp(place_, 1);
    began_ = true;
    ucontext_t context;
    getcontext(&context);
    context.uc_stack.ss_sp = stack_.get();
    context.uc_stack.ss_size = kStackSize;
    const auto self = reinterpret_cast<uintptr_t>(this);
    makecontext(&context, reinterpret_cast<void (*)()>(Start), 2, static_cast<unsigned>(self),
                static_cast<unsigned>(self >> 32));
    setcontext(&context);
  }
  void Yield() {
    if (_setjmp(place_) == 0) _longjmp(home_, 1);
  }

  bool ended() const { return ended_; }
  bool began() const { return began_; }
  const std::string name;

 private:
  static constexpr size_t kStackSize = 256 * 1024;

  static void Start(unsigned low, unsigned high) {
    auto* self = reinterpret_cast<Fiber*>(static_cast<uintptr_t>(high) << 32 | low);
    self->body_();
    self->ended_ = true;
    _longjmp(self->home_, 1);
  }

  static std::unique_ptr<char[]> TakeStack() {
    if (stacks_.empty()) return std::unique_ptr<char[]>(new char[kStackSize]);
    std::unique_ptr<char[]> stack = std::move(stacks_.back());
    stacks_.pop_back();
    return stack;
  }

  static inline std::vector<std::unique_ptr<char[]>> stacks_;

  const std::function<void()> body_;
  jmp_buf home_, place_;
  std::unique_ptr<char[]> stack_;
  bool began_ = false;
  bool ended_ = false;
};

}  // namespace model
