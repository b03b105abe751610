#include "flush_table.h"

#include <utility>

namespace flbnode {

uint32_t FlushTable::Open() {
  std::lock_guard<Mutex> lock(mutex_);
  if (shut_) return 0;
  // Skips 0 and whatever is still open after 2^32 flushes.
  do {
    ++last_id_;
  } while (last_id_ == 0 || flushes_.count(last_id_) != 0);
  flushes_.emplace(last_id_, Flush{});
  return last_id_;
}

std::optional<Status> FlushTable::Wait(uint32_t id, Clock::time_point deadline) {
  std::unique_lock<Mutex> lock(mutex_);
  std::optional<Status> status;
  answered_.wait_until(lock, deadline, [&] {
    auto found = flushes_.find(id);
    if (found != flushes_.end()) status = found->second.status;
    return found == flushes_.end() || status.has_value();
  });
  return status;
}

bool FlushTable::Waits(uint32_t id) const {
  std::lock_guard<Mutex> lock(mutex_);
  auto found = flushes_.find(id);
  return found != flushes_.end() && !found->second.status.has_value();
}

std::optional<Bytes> FlushTable::Close(uint32_t id) {
  std::lock_guard<Mutex> lock(mutex_);
  auto flush = flushes_.extract(id);
  if (flush.empty()) return std::nullopt;
  return std::move(flush.mapped().bytes);
}

void FlushTable::Answer(uint32_t id, Status status, std::optional<Bytes> bytes) {
  {
    std::lock_guard<Mutex> lock(mutex_);
    auto found = flushes_.find(id);
    // The first answer counts: a crash may have answered RETRY before JavaScript's own answer comes.
    if (found == flushes_.end() || found->second.status.has_value()) return;
    found->second = {status, std::move(bytes)};
  }
  answered_.notify_all();
}

void FlushTable::AnswerAll(Status status, bool shut) {
  {
    std::lock_guard<Mutex> lock(mutex_);
    shut_ = shut_ || shut;
    for (auto& [id, flush] : flushes_) {
      if (!flush.status.has_value()) flush.status = status;
    }
  }
  answered_.notify_all();
}

void FlushTable::Reopen() {
  std::lock_guard<Mutex> lock(mutex_);
  shut_ = false;
}

size_t FlushTable::size() const {
  std::lock_guard<Mutex> lock(mutex_);
  return flushes_.size();
}

}  // namespace flbnode
