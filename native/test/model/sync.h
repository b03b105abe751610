// The types of core/sync.h, each operation a step of the scheduler's.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>

#include "model/scheduler.h"

namespace flbnode {

class Mutex {
 public:
  void lock() {
    model::Block(this, "lock", [this] { return !held_; });
    held_ = true;
  }
  void unlock() {
    held_ = false;
    model::Released(this);
  }

 private:
  friend class ConditionVariable;
  bool held_ = false;
};

// Time passes by time-outs only.
struct SteadyClock {
  using duration = std::chrono::steady_clock::duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<std::chrono::steady_clock>;
  static time_point now() { return time_point(std::chrono::hours(1)) + std::chrono::milliseconds(model::Elapsed()); }
};

class ConditionVariable {
 public:
  void notify_all() { model::Notify(this); }

  template <typename Predicate>
  bool wait_until(std::unique_lock<Mutex>& lock, SteadyClock::time_point deadline, Predicate holds) {
    const bool is_over = deadline <= SteadyClock::now();
    while (!holds()) {
      if (is_over) return false;
      Mutex& mutex = *lock.mutex();
      model::Step(this, model::Access::kWrite, "wait");
      mutex.unlock();
      const bool notified = model::Sleep(this, &mutex, true, [&mutex] { return !mutex.held_; }, holds);
      mutex.held_ = true;
      if (!notified) return holds();
    }
    return true;
  }
};

template <typename T>
class Atomic {
 public:
  Atomic() = default;
  Atomic(T value) : value_(value) {}
  Atomic(const Atomic&) = delete;

  T load(std::memory_order = std::memory_order_seq_cst) const {
    model::Step(this, model::Access::kRead, "load");
    return value_;
  }
  void store(T value, std::memory_order = std::memory_order_seq_cst) {
    model::Step(this, model::Access::kWrite, "store");
    value_ = value;
  }
  T exchange(T value, std::memory_order = std::memory_order_seq_cst) {
    return Change("exchange", [value](T) { return value; });
  }
  T fetch_or(T bits, std::memory_order = std::memory_order_seq_cst) {
    return Change("fetch_or", [bits](T before) { return before | bits; });
  }
  T fetch_and(T bits, std::memory_order = std::memory_order_seq_cst) {
    return Change("fetch_and", [bits](T before) { return before & bits; });
  }
  T fetch_add(T more, std::memory_order = std::memory_order_seq_cst) {
    return Change("fetch_add", [more](T before) { return before + more; });
  }
  bool compare_exchange_strong(T& expected, T desired, std::memory_order = std::memory_order_seq_cst) {
    model::Step(this, model::Access::kWrite, "compare_exchange");
    if (value_ == expected) {
      value_ = desired;
      return true;
    }
    expected = value_;
    return false;
  }
  operator T() const { return load(); }
  T operator=(T value) {
    store(value);
    return value;
  }
  T operator++() { return fetch_add(1) + 1; }
  T operator--() { return fetch_add(static_cast<T>(-1)) - 1; }

  static constexpr bool is_always_lock_free = true;

 private:
  template <typename Function>
  T Change(const char* what, const Function& change) {
    model::Step(this, model::Access::kWrite, what);
    const T before = value_;
    value_ = change(before);
    return before;
  }
  T value_;
};

}  // namespace flbnode
