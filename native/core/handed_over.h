// Log records that Fluent Bit's append took into the ring of a threaded input, and may not have read from it yet.
//
// Fluent Bit reads that ring in order, counts what it reads, and reads nothing of an input that mem_buf_limit has paused.
// When its end comes then, the ring is lost. So the batches are kept until they are counted.
//
// A processor of the input that drops or adds records makes that count another one for good. It shows in looks: without
// one Fluent Bit has read by then what it had been given by the look before. A look at which its number has not moved says
// nothing: its pipeline may be waiting for somebody.
//
// On the input's own thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>

#include "batch.h"

namespace flbnode {

class HandedOver {
 public:
  // Batches beyond this many bytes are forgotten, the oldest first.
  static constexpr size_t kMaxBytes = 16u << 20;
  // Looks in a row that may find Fluent Bit behind, and moved: it may be busy.
  static constexpr int kMaxUnequal = 20;

  // The append took it. How many batches were forgotten.
  size_t Add(Batch batch) {
    bytes_ += batch.data.size();
    total_ += Counted(batch);
    batches_.push_back(std::move(batch));
    size_t forgotten = 0;
    for (; bytes_ > kMaxBytes; ++forgotten) PopFront();
    return forgotten;
  }

  // Fluent Bit has read so many log records in all: forgets those. How many batches they were.
  size_t Read(uint64_t records) {
    size_t forgotten = 0;
    for (; !batches_.empty() && first_ + Counted(batches_.front()) <= records; ++forgotten) PopFront();
    return forgotten;
  }

  // Once in a while, and not while the input is paused: how the numbers stand.
  void Look(uint64_t records) {
    if (records > total_) {
      unequal_ = kMaxUnequal;
    } else if (records >= total_then_) {
      unequal_ = 0;
    } else if (records != records_then_) {
      ++unequal_;
    }
    total_then_ = total_;
    records_then_ = records;
  }
  // Would a batch of that size have the oldest be forgotten, of which Fluent Bit will still say that it has read them?
  bool HasToWait(size_t bytes) const { return exact() && bytes_ > 0 && bytes_ + bytes > kMaxBytes; }
  // Is what is left over unread for certain, and not only uncounted?
  bool exact() const { return unequal_ < kMaxUnequal; }

  bool empty() const { return batches_.empty(); }
  size_t bytes() const { return bytes_; }

  // What Fluent Bit has not read, in order.
  std::deque<Batch> TakeUnread() {
    bytes_ = 0;
    first_ = total_;
    return std::exchange(batches_, {});
  }

 private:
  // Metrics and traces are not counted: they go with the log records before them.
  static uint64_t Counted(const Batch& batch) { return batch.kind == FrameKind::kLog ? batch.records : 0; }

  void PopFront() {
    bytes_ -= batches_.front().data.size();
    first_ += Counted(batches_.front());
    batches_.pop_front();
  }

  std::deque<Batch> batches_;
  size_t bytes_ = 0;
  uint64_t first_ = 0;  // records before the first of batches_
  uint64_t total_ = 0;
  int unequal_ = 0;  // looks, since the last that found it had caught up
  // At the last look.
  uint64_t total_then_ = 0;
  uint64_t records_then_ = 0;
};

}  // namespace flbnode
