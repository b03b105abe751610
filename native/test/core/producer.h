// The producer's side of a ring, word for word what src/runtime/ring.ts does.
#pragma once

#include <cstring>
#include <functional>
#include <string>

#include "core/ring.h"

class Producer {
 public:
  using Ring = flbnode::Ring;
  using FrameKind = flbnode::FrameKind;
  enum Offer { kAccepted, kFull, kPaused, kLarge };

  explicit Producer(const Ring& ring)
      : words_(static_cast<uint32_t*>(ring.memory())),
        capacity_(static_cast<uint32_t>(ring.memory_size() / 4 - Ring::kHeaderWords)),
        limit_(static_cast<uint32_t>(ring.limit() / 4)) {}

  Offer offer(const std::string& text, const std::string& tag = "", FrameKind untagged = FrameKind::kLog) {
    std::string record = text;
    if (!tag.empty()) {
      const uint32_t length = static_cast<uint32_t>(tag.size());
      record = std::string(reinterpret_cast<const char*>(&length), 4) + tag + text;
    }
    const uint32_t need = 1 + (static_cast<uint32_t>(record.size()) + 3) / 4;
    if (need > limit_) return kLarge;
    uint32_t head = word(0).load();
    if (head & Ring::kPaused) return kPaused;
    const uint32_t tail = word(16).load();
    const uint32_t used = (head - tail) & Ring::kPositionMask;
    const bool skip_is_ahead = ((skipped_until_ - tail) & Ring::kPositionMask) <= used;
    const uint32_t queued = skip_is_ahead ? used - skipped_ : used;
    uint32_t index = head & (capacity_ - 1);
    const uint32_t to_end = capacity_ - index;
    const bool rewinds = used == 0 && index > kRewind && need <= index;
    const bool wraps = to_end < need || rewinds;
    const uint32_t taken = wraps ? to_end + need : need;
    if (queued + need > limit_ || used + taken > capacity_) return kFull;
    uint32_t* data = words_ + Ring::kHeaderWords;
    if (wraps) {
      data[index] = Ring::kSkip;
      skipped_ = to_end;
      skipped_until_ = (head + to_end) & Ring::kPositionMask;
      index = 0;
    }
    const auto kind = tag.empty() ? untagged : FrameKind::kTaggedLog;
    data[index] = static_cast<uint32_t>(record.size()) | static_cast<uint32_t>(kind) << Ring::kKindShift;
    memcpy(data + index + 1, record.data(), record.size());
    const uint32_t before = head;
    if (!word(0).compare_exchange_strong(head, (head + taken) & Ring::kPositionMask)) return kPaused;
    if (word(16).load() == before) wake_host();
    return kAccepted;
  }

  std::function<void()> wake_host = [] {};

  void await_space() { word(32).store(1); }

 private:
  static constexpr uint32_t kRewind = 256;  // small, so that tests pass by it
  flbnode::Atomic<uint32_t>& word(size_t at) { return reinterpret_cast<flbnode::Atomic<uint32_t>&>(words_[at]); }
  uint32_t* words_;
  uint32_t capacity_;
  uint32_t limit_;
  uint32_t skipped_ = 0;
  uint32_t skipped_until_ = 0;
};
