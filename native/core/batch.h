// Records on their way to Fluent Bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace flbnode {

// What a frame of the ring holds: bits 28 to 30 of its first word (src/runtime/ring.ts).
enum class FrameKind : uint32_t { kLog = 0, kTaggedLog = 1 };

// Records of one tag, concatenated: what Fluent Bit's append functions want.
struct Batch {
  std::string tag;         // empty: the input's own
  std::vector<char> data;  // msgpack events
  size_t records = 0;
};

// What was read from a ring: one batch per tag, in the order in which the tags came first.
struct Batches {
  std::vector<Batch> batches;
  size_t records = 0;
  uint32_t end = 0;  // position behind the last record
};

}  // namespace flbnode
