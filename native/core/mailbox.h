// Messages from Fluent Bit's threads to one JavaScript thread.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "sync.h"

namespace flbnode {

// Any thread pushes, one takes. The caller wakes the taker when Push says that the box was empty: a taker that is
// already awake takes everything there is, so one wake-up per batch is enough.
template <typename T>
class Mailbox {
 public:
  // True when the box was empty before.
  bool Push(T message) {
    std::lock_guard<Mutex> lock(mutex_);
    messages_.push_back(std::move(message));
    return messages_.size() == 1;
  }

  // All that is there, in order.
  std::vector<T> TakeAll() {
    std::lock_guard<Mutex> lock(mutex_);
    return std::exchange(messages_, {});
  }

  // Takes out what nobody is to get any more. False: it is not there, the taker has it.
  template <typename Condition>
  bool Remove(const Condition& condition) {
    std::lock_guard<Mutex> lock(mutex_);
    auto found = std::find_if(messages_.begin(), messages_.end(), condition);
    if (found == messages_.end()) return false;
    messages_.erase(found);
    return true;
  }

  bool empty() const {
    std::lock_guard<Mutex> lock(mutex_);
    return messages_.empty();
  }

 private:
  mutable Mutex mutex_;
  std::vector<T> messages_;
};

}  // namespace flbnode
