// Records on their way to Fluent Bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace flbnode {

// What a frame of the ring holds: bits 28 to 30 of its first word (src/runtime/ring.ts).
enum class FrameKind : uint32_t { kLog = 0, kTaggedLog = 1, kMetrics = 2, kTraces = 3 };

// Log records of one tag, concatenated, or one frame of metrics or traces: what Fluent Bit's append functions want.
struct Batch {
  std::string tag;         // empty: the input's own
  std::vector<char> data;  // msgpack
  size_t records = 0;
  FrameKind kind = FrameKind::kLog;  // never kTaggedLog
};

inline size_t RecordsOf(const std::deque<Batch>& batches) {
  size_t records = 0;
  for (const Batch& batch : batches) records += batch.records;
  return records;
}

// What was read from a ring: one batch per tag, in the order in which the tags came first, and one per frame of metrics
// or traces, in their order.
struct Batches {
  std::vector<Batch> batches;
  size_t records = 0;
  uint32_t end = 0;  // position behind the last record
  // What followed is no record: something wrote over the ring. It is `lost_bytes` long, and `end` is behind it.
  bool corrupt = false;
  size_t lost_bytes = 0;
};

}  // namespace flbnode
