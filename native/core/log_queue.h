// Log lines on their way from JavaScript's threads to one of Fluent Bit's.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>

namespace flbnode {

struct LogLine {
  int level;
  std::string text;
};

// Fluent Bit writes lines from threads that it did not make to stderr, past its log_file. So lines wait here until a
// Fluent Bit thread passes by (runtime/service.h). Bounded: a plugin that logs in a loop loses lines, which are
// counted, and does not eat the host's memory.
class LogQueue {
 public:
  explicit LogQueue(size_t max_lines = 10'000) : max_lines_(max_lines) {}

  // False: there is no room, and the line is counted as dropped.
  bool Push(int level, std::string text) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (lines_.size() >= max_lines_) {
      ++dropped_;
      return false;
    }
    lines_.push_back({level, std::move(text)});
    return true;
  }

  // All lines in order; `*dropped` is how many were lost since the last call.
  std::deque<LogLine> TakeAll(size_t* dropped) {
    std::lock_guard<std::mutex> lock(mutex_);
    *dropped = dropped_;
    dropped_ = 0;
    std::deque<LogLine> lines;
    lines.swap(lines_);
    return lines;
  }

 private:
  std::mutex mutex_;
  std::deque<LogLine> lines_;
  const size_t max_lines_;
  size_t dropped_ = 0;
};

}  // namespace flbnode
