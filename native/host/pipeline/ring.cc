#include "pipeline/ring.h"

#include <utility>

namespace host {

void Ring::attach(std::function<void()> signal) {
  std::lock_guard<std::mutex> lock(mutex_);
  signal_ = std::move(signal);
}

bool Ring::push(RawChunk* chunk) {
  bool wake = false;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (chunks_.size() >= capacity_) return false;
    chunks_.push_back(std::move(*chunk));
    if (!flush_pending_ && signal_ && chunks_.size() * kEntry >= threshold()) wake = flush_pending_ = true;
  }
  if (wake) signal_();
  return true;
}

bool Ring::pop(RawChunk* out) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (chunks_.empty()) return false;
  *out = std::move(chunks_.front());
  chunks_.pop_front();
  return true;
}

std::size_t Ring::records() const {
  std::lock_guard<std::mutex> lock(mutex_);
  std::size_t records = 0;
  for (const RawChunk& chunk : chunks_) records += chunk.records;
  return records;
}

bool Ring::empty() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return chunks_.empty();
}

void Ring::mark_flushed() {
  std::lock_guard<std::mutex> lock(mutex_);
  if (chunks_.empty() || chunks_.size() * kEntry < threshold()) flush_pending_ = false;
}

}  // namespace host
