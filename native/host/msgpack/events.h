// Fluent Bit's log events in MessagePack: `[ts, {record}]` and `[[ts, {metadata}], {record}]`. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace host {

// Seconds of the two group markers, which are not records.
constexpr std::int64_t kGroupStart = -1;
constexpr std::int64_t kGroupEnd = -2;

struct Event {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;
  std::string metadata, body;  // as msgpack-c prints objects: {"key"=>"value"}
};

// Walks the events of a chunk. Stops at the first thing that is not an event.
class EventDecoder {
 public:
  EventDecoder(const void* data, std::size_t size) : data_(static_cast<const char*>(data)), size_(size) {}
  bool next(Event* out);
  bool whole() const { return at_ == size_; }  // after next() has said false: nothing was left undecoded

 private:
  const char* data_;
  std::size_t size_;
  std::size_t at_ = 0;
};

// Records of a chunk, group markers not counted. `whole` says whether all bytes were events (metrics and traces
// are not, and count as one record for each top-level value).
std::size_t count_records(const void* data, std::size_t size, bool* whole);

}  // namespace host
