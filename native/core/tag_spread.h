// Which of several a tag goes to.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>

namespace flbnode {

// Always the same one. Tags take turns as they come, so that a pipeline of two tags keeps two busy, which their hashes
// would do every other time. No more than kKnown are remembered; all others go by their hash. Any thread.
class TagSpread {
 public:
  static constexpr size_t kKnown = 1024;

  // `count` does not change.
  size_t Of(const std::string& tag, size_t count) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto known = known_.find(tag);
    if (known != known_.end()) return known->second;
    if (known_.size() >= kKnown) return std::hash<std::string>()(tag) % count;
    return known_[tag] = known_.size() % count;
  }

 private:
  // Nothing else is done under it.
  std::mutex mutex_;
  std::unordered_map<std::string, size_t> known_;
};

}  // namespace flbnode
