#include "ring.h"

#include <sys/mman.h>

#include <string_view>
#include <unordered_map>

namespace flbnode {

std::unique_ptr<Ring> Ring::Create(size_t limit) {
  if (limit < kMinLimit || limit > kMaxLimit) return nullptr;
  // Twice the limit, so that the largest frame fits an empty ring wherever the head stands.
  size_t words = 1;
  while (words * 4 < 2 * limit) words *= 2;
  const size_t size = (kHeaderWords + words) * 4;
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  return std::unique_ptr<Ring>(new Ring(static_cast<uint32_t*>(memory), size, limit));
}

Ring::Ring(uint32_t* words, size_t memory_size, size_t limit)
    : words_(words),
      memory_size_(memory_size),
      limit_(limit),
      capacity_(static_cast<uint32_t>(memory_size / 4 - kHeaderWords)) {}

Ring::~Ring() { munmap(words_, memory_size_); }

// Acquire: pairs with the producer's compare-and-swap, so the records below the head are whole.
uint32_t Ring::published() const { return head().load(std::memory_order_acquire) & kPositionMask; }

Ring::Tally Ring::CountNew() {
  Tally tally;
  tally.end = published();
  const uint32_t* data = words_ + kHeaderWords;
  while (counted_ != tally.end) {
    const uint32_t index = counted_ & (capacity_ - 1);
    const uint32_t head_word = data[index];
    const uint32_t length = head_word & kLengthMask;
    if (head_word & kSkip) {
      counted_ = (counted_ + capacity_ - index) & kPositionMask;
      continue;
    }
    tally.records += 1;
    tally.bytes += length;
    if (static_cast<FrameKind>(head_word >> kKindShift) == FrameKind::kTaggedLog) tally.bytes -= 4 + data[index + 1];
    counted_ = (counted_ + 1 + (length + 3) / 4) & kPositionMask;
  }
  return tally;
}

Batches Ring::Read(size_t max_bytes, uint32_t until) const {
  Batches result;
  std::unordered_map<std::string_view, size_t> by_tag;
  size_t bytes = 0;
  uint32_t at = tail().load(std::memory_order_relaxed);
  result.end = at;

  const uint32_t* data = words_ + kHeaderWords;
  while (at != until) {
    const uint32_t index = at & (capacity_ - 1);
    const uint32_t head_word = data[index];
    if (head_word & kSkip) {
      at = (at + capacity_ - index) & kPositionMask;
      result.end = at;
      continue;
    }
    const uint32_t length = head_word & kLengthMask;
    std::string_view record(reinterpret_cast<const char*>(data + index + 1), length);
    std::string_view tag;
    const auto kind = static_cast<FrameKind>((head_word & ~kSkip) >> kKindShift);
    if (kind == FrameKind::kTaggedLog) {
      const uint32_t tag_length = data[index + 1];
      tag = record.substr(4, tag_length);
      record.remove_prefix(4 + tag_length);
    }
    if (result.records > 0 && bytes + record.size() > max_bytes) break;

    if (kind == FrameKind::kMetrics || kind == FrameKind::kTraces) {
      // Each by itself: Fluent Bit's decoders read one.
      result.batches.push_back({{}, {record.begin(), record.end()}, 1, kind});
    } else {
      // The keys are views into the ring: it keeps these frames until Release.
      const auto [found, is_new] = by_tag.try_emplace(tag, result.batches.size());
      if (is_new) result.batches.push_back({std::string(tag), {}, 0});
      Batch& batch = result.batches[found->second];
      batch.data.insert(batch.data.end(), record.begin(), record.end());
      batch.records += 1;
    }
    bytes += record.size();
    result.records += 1;
    at = (at + 1 + (length + 3) / 4) & kPositionMask;
    result.end = at;
  }
  return result;
}

bool Ring::Release(uint32_t end) {
  // Sequentially consistent, like the producer's operations on these words and our later look at the head: of "no room,
  // wake me" and "there is room", and of "the ring was empty, wake the host" and "there is more", one side sees the
  // other's word. So no wake-up is lost in either direction.
  tail().store(end, std::memory_order_seq_cst);
  return waiting().load(std::memory_order_seq_cst) != 0 && waiting().exchange(0, std::memory_order_seq_cst) != 0;
}

bool Ring::empty() const {
  return (head().load(std::memory_order_seq_cst) & kPositionMask) == tail().load(std::memory_order_seq_cst);
}

void Ring::Pause() { head().fetch_or(kPaused, std::memory_order_seq_cst); }

void Ring::Resume() { head().fetch_and(~kPaused, std::memory_order_seq_cst); }

}  // namespace flbnode
