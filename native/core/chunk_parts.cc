#include "chunk_parts.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace flbnode {

namespace {

constexpr size_t kNone = SIZE_MAX;

uint64_t BigEndian(std::string_view bytes, size_t at, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

// Of the heads 0xc0 to 0xdf, as in src/codec/boundaries.ts: bytes of length that follow, bytes of payload besides what
// the length says, and values for each item that it counts (0: it counts bytes).
constexpr uint8_t kLength[32] = {0, 0, 0, 0, 1, 2, 4, 1, 2, 4, 0, 0, 0, 0, 0, 0,
                                 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 2, 4, 2, 4};
constexpr uint8_t kPayload[32] = {0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 4, 8, 1, 2, 4, 8,
                                  1, 2, 4, 8, 2, 3, 5, 9, 17, 0, 0, 0, 0, 0, 0, 0};
constexpr uint8_t kValues[32] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2};

// Where the msgpack value at `at` ends; kNone: not within the bytes. No recursion, however deep it nests.
size_t EndOf(std::string_view bytes, size_t at) {
  for (uint64_t pending = 1; pending > 0;) {
    // Each value takes a byte at least: a length that lies ends the search here.
    if (pending > bytes.size() - at) return kNone;
    const auto head = static_cast<uint8_t>(bytes[at++]);
    --pending;
    if (head < 0x80 || head >= 0xe0) continue;
    uint64_t skip = 0;
    if (head < 0x90) {
      pending += 2u * (head & 0x0f);
    } else if (head < 0xa0) {
      pending += head & 0x0f;
    } else if (head < 0xc0) {
      skip = head & 0x1f;
    } else {
      const size_t kind = head - 0xc0;
      if (kLength[kind] > bytes.size() - at) return kNone;
      const uint64_t length = BigEndian(bytes, at, kLength[kind]);
      at += kLength[kind];
      skip = kPayload[kind] + (kValues[kind] == 0 ? length : 0);
      pending += kValues[kind] * length;
    }
    if (skip > bytes.size() - at) return kNone;
    at += skip;
  }
  return at;
}

bool StartsWith(std::string_view bytes, std::string_view prefix) { return bytes.substr(0, prefix.size()) == prefix; }

// Drops the head of an array of two.
bool EnterPair(std::string_view& bytes) {
  for (const std::string_view head : {std::string_view("\x92"), std::string_view("\xdc\0\x02", 3),
                                      std::string_view("\xdd\0\0\0\x02", 5)}) {
    if (!StartsWith(bytes, head)) continue;
    bytes.remove_prefix(head.size());
    return true;
  }
  return false;
}

enum class Mark { kNone, kGroupStart, kGroupEnd };

// Markers are events with the times -1 and -2.
Mark MarkOf(std::string_view event) {
  if (!EnterPair(event)) return Mark::kNone;
  EnterPair(event);  // legacy events have no metadata beside their time
  for (const std::string_view head : {std::string_view("\xd7\0", 2), std::string_view("\xc7\x08\0", 3)}) {
    if (!StartsWith(event, head) || event.size() < head.size() + 8) continue;
    const uint64_t time = BigEndian(event, head.size(), 8);
    if (time == 0xffffffff'00000000) return Mark::kGroupStart;
    if (time == 0xfffffffe'00000000) return Mark::kGroupEnd;
  }
  return Mark::kNone;
}

}  // namespace

std::vector<std::string_view> CutChunk(std::string_view chunk, size_t parts, size_t least) {
  parts = std::min(parts, chunk.size() / std::max<size_t>(least, 1));
  std::vector<std::string_view> cut;
  size_t begin = 0;
  bool in_group = false;
  for (size_t at = 0; at < chunk.size() && cut.size() + 1 < parts;) {
    const Mark mark = MarkOf(chunk.substr(at));
    const size_t aim = (chunk.size() - begin) / (parts - cut.size());
    // Before a start, too: it ends a group that has no end of its own.
    if ((!in_group || mark == Mark::kGroupStart) && at - begin >= aim) {
      cut.push_back(chunk.substr(begin, at - begin));
      begin = at;
    }
    if (mark != Mark::kNone) in_group = mark == Mark::kGroupStart;
    at = EndOf(chunk, at);
    if (at == kNone) break;
  }
  cut.push_back(chunk.substr(begin));
  return cut;
}

}  // namespace flbnode
