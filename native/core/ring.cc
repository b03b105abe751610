#include "ring.h"

#include <sys/mman.h>

#include <algorithm>
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
  while (counted_ != tally.end) {
    Frame frame;
    const uint32_t left = (tally.end - counted_) & kPositionMask;
    if (left > capacity_ || !ReadFrame(counted_, left, &frame)) {
      // Read tells of it, and drops the rest.
      counted_ = tally.end;
      break;
    }
    counted_ = (counted_ + frame.words) & kPositionMask;
    if (frame.skip) continue;
    tally.records += 1;
    tally.bytes += frame.record.size();
  }
  return tally;
}

bool Ring::ReadFrame(uint32_t at, uint32_t left, Frame* frame) const {
  const uint32_t index = at & (capacity_ - 1);
  const uint32_t to_end = capacity_ - index;
  // Each word once: what was checked must be what is used, whoever writes there meanwhile.
  const uint32_t head_word = word(kHeaderWords + index).load(std::memory_order_relaxed);
  frame->skip = (head_word & kSkip) != 0;
  if (frame->skip) {
    frame->words = to_end;
    return to_end <= left;
  }
  const uint32_t length = head_word & kLengthMask;
  frame->kind = static_cast<FrameKind>(head_word >> kKindShift);
  frame->words = 1 + (length + 3) / 4;
  if (frame->kind > FrameKind::kTraces || frame->words > left || frame->words > to_end) return false;

  frame->record = {reinterpret_cast<const char*>(words_ + kHeaderWords + index + 1), length};
  frame->tag = {};
  if (frame->kind != FrameKind::kTaggedLog) return true;
  if (length < 4) return false;
  const uint32_t tag_length = word(kHeaderWords + index + 1).load(std::memory_order_relaxed);
  if (tag_length > length - 4) return false;
  frame->tag = frame->record.substr(4, tag_length);
  frame->record.remove_prefix(4 + tag_length);
  return true;
}

Batches Ring::Read(size_t max_bytes, uint32_t until) const {
  Batches result;
  std::unordered_map<std::string_view, size_t> by_tag;
  // That of the frame before, which most frames share.
  std::string_view last_tag;
  size_t last_batch = SIZE_MAX;
  size_t bytes = 0;
  uint32_t at = released_;
  result.end = at;
  // A tail that somebody else moved has misled the producer, so its records may lie over each other.
  result.corrupt = ((until - at) & kPositionMask) > capacity_ || tail().load(std::memory_order_relaxed) != at;

  while (!result.corrupt && at != until) {
    Frame frame;
    if (!ReadFrame(at, (until - at) & kPositionMask, &frame)) {
      result.corrupt = true;
      break;
    }
    if (!frame.skip) {
      const std::string_view record = frame.record;
      if (result.records > 0 && bytes + record.size() > max_bytes) return result;
      if (frame.kind == FrameKind::kMetrics || frame.kind == FrameKind::kTraces) {
        // Each by itself: Fluent Bit's decoders read one.
        result.batches.push_back({{}, {record.begin(), record.end()}, 1, frame.kind});
      } else {
        if (last_batch == SIZE_MAX || frame.tag != last_tag) {
          // The keys are views into the ring: it keeps these frames until Release.
          const auto [found, is_new] = by_tag.try_emplace(frame.tag, result.batches.size());
          if (is_new) result.batches.push_back({std::string(frame.tag), {}, 0});
          // Most often all of it has one tag.
          if (result.batches.size() == 1) {
            result.batches[0].data.reserve(std::min(max_bytes, size_t{4} * ((until - at) & kPositionMask)));
          }
          last_tag = frame.tag;
          last_batch = found->second;
        }
        Batch& batch = result.batches[last_batch];
        batch.data.insert(batch.data.end(), record.begin(), record.end());
        batch.records += 1;
      }
      bytes += record.size();
      result.records += 1;
    }
    at = (at + frame.words) & kPositionMask;
    result.end = at;
  }
  if (result.corrupt) {
    result.end = until;
    result.lost_bytes = size_t{4} * ((until - at) & kPositionMask);
  }
  return result;
}

bool Ring::Release(uint32_t end) {
  // Sequentially consistent, like the producer's operations on these words and our later look at the head: of "no room,
  // wake me" and "there is room", and of "the ring was empty, wake the host" and "there is more", one side sees the
  // other's word. So no wake-up is lost in either direction.
  released_ = end;
  tail().store(end, std::memory_order_seq_cst);
  return waiting().load(std::memory_order_seq_cst) != 0 && waiting().exchange(0, std::memory_order_seq_cst) != 0;
}

bool Ring::empty() const {
  return (head().load(std::memory_order_seq_cst) & kPositionMask) == released_;
}

void Ring::Pause() { head().fetch_or(kPaused, std::memory_order_seq_cst); }

void Ring::Resume() { head().fetch_and(~kPaused, std::memory_order_seq_cst); }

}  // namespace flbnode
