// The queue between an input's JavaScript and Fluent Bit: a single-producer, single-consumer ring of records.
//
// The producer is JavaScript (src/runtime/ring.ts), which sees the same memory as an ArrayBuffer and publishes a
// record with one atomic operation. So a write() crosses no language boundary, a record is accepted at exactly one
// moment (when the head moves), and what was accepted survives the Worker that wrote it.
//
// Layout, in 32-bit words:   [0] head   [16] tail   [32] waiting   [48...] data, a power of two of words
//   head     position of the next free word; bit 31 is PAUSED: the producer's compare-and-swap fails from then on
//   tail     position of the next word to read
//   waiting  1: the producer found no room and wants a wake-up
// Positions count words modulo 2^30. A frame is one word, with the payload's length in bytes and its kind (batch.h), and
// the payload, padded to words; a frame never wraps: the word kSkip says that the rest up to the end is unused. The
// payload of a tagged record is a word with the tag's length in bytes, the tag, and the record; that of metrics and of
// traces is what cmetrics' and ctraces' msgpack decoders read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "batch.h"
#include "sync.h"

namespace flbnode {

class Ring {
 public:
  static constexpr uint32_t kPaused = 1u << 31;
  static constexpr uint32_t kSkip = 1u << 31;
  static constexpr uint32_t kLengthMask = 0x0fffffff;
  static constexpr uint32_t kKindShift = 28;
  static constexpr uint32_t kPositionMask = 0x3fffffff;
  static constexpr size_t kHeaderWords = 48;

  // A ring that takes `limit` bytes, frames included. The memory is reserved, not used, until records come.
  // Null when the system has no memory, or the limit is not within [kMinLimit, kMaxLimit].
  static std::unique_ptr<Ring> Create(size_t limit);
  static constexpr size_t kMinLimit = 1u << 12;
  static constexpr size_t kMaxLimit = 1u << 30;

  ~Ring();
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  void* memory() const { return words_; }
  size_t memory_size() const { return memory_size_; }
  size_t limit() const { return limit_; }

  // Consumer. The position behind the newest record.
  uint32_t published() const;

  // Consumer. Counts the records that came since the last call, without taking them: so before any Release of theirs.
  struct Tally {
    size_t records = 0;
    size_t bytes = 0;  // of payload, without tags
    uint32_t end = 0;  // position behind the newest record
  };
  Tally CountNew();

  // Consumer. Copies what is queued up to the position `until`, by tag: whole records, `max_bytes` of them at most but at
  // least one. Nothing leaves the ring before Release().
  //
  // The memory is the plugin's process's: a native addon may have written anything there, and may be doing so now. Read
  // then tells it (Batches::corrupt), and neither reads outside of the ring nor goes on for ever.
  Batches Read(size_t max_bytes, uint32_t until) const;
  // The same, all of it.
  Batches Read() const { return Read(SIZE_MAX, published()); }

  // Consumer. Frees the place of what was read. True when the producer waits for room: the caller then wakes it.
  bool Release(uint32_t end);

  // Consumer. Sees every record that was published before it; see Release.
  bool empty() const;

  // Consumer. After Pause returns, nothing more is accepted, and a Read sees all that ever was.
  void Pause();
  void Resume();

 private:
  Ring(uint32_t* words, size_t memory_size, size_t limit);
  struct Frame {
    FrameKind kind = FrameKind::kLog;
    uint32_t words = 0;  // header and padding included
    bool skip = false;
    std::string_view tag = {};
    std::string_view record = {};
  };
  // The frame at `at`, which has to end within `left` words. False: there is none.
  bool ReadFrame(uint32_t at, uint32_t left, Frame* frame) const;
  Atomic<uint32_t>& word(size_t index) const { return reinterpret_cast<Atomic<uint32_t>&>(words_[index]); }
  Atomic<uint32_t>& head() const { return word(0); }
  Atomic<uint32_t>& tail() const { return word(16); }
  Atomic<uint32_t>& waiting() const { return word(32); }

  uint32_t* const words_;
  const size_t memory_size_;
  const size_t limit_;
  const uint32_t capacity_;  // words of data
  uint32_t counted_ = 0;     // position behind the last record that CountNew saw
  uint32_t released_ = 0;    // what the tail has to say
};

static_assert(sizeof(Atomic<uint32_t>) == sizeof(uint32_t) && Atomic<uint32_t>::is_always_lock_free,
              "JavaScript's Atomics work on the bare word");

}  // namespace flbnode
