#include "msgpack/events.h"

#include <cmath>

#include "msgpack/print.h"
#include "msgpack/reader.h"

namespace host {
namespace {

bool read_time(Reader* reader, Event* out) {
  Value time;
  if (!reader->next(&time)) return false;
  switch (time.type) {
    case Value::kUnsigned:
      out->seconds = static_cast<std::int64_t>(time.u);
      return true;
    case Value::kFloat:
      if (!(time.f >= 0 && time.f < 4294967296.0)) return false;  // NaN, too
      out->seconds = static_cast<std::int64_t>(time.f);
      out->nanoseconds = static_cast<std::uint32_t>(std::llround((time.f - std::floor(time.f)) * 1e9));
      return true;
    case Value::kExt: {
      if (time.ext_type != 0 || time.bytes.size() != 8) return false;
      std::uint32_t words[2] = {0, 0};
      for (int i = 0; i < 8; ++i) words[i / 4] = words[i / 4] << 8 | static_cast<unsigned char>(time.bytes[i]);
      out->seconds = words[0] >= 0xfffffffe ? static_cast<std::int32_t>(words[0]) : static_cast<std::int64_t>(words[0]);
      out->nanoseconds = words[1];
      return true;
    }
    default: return false;
  }
}

// The header only: leaves `reader` at the record. Legacy events have no metadata.
bool read_header(Reader* reader, Event* out, std::string* metadata) {
  Value event;
  if (!reader->next(&event) || event.type != Value::kArray || event.size != 2) return false;
  Reader ahead = *reader;
  Value head;
  if (!ahead.next(&head)) return false;
  if (head.type != Value::kArray) {
    if (metadata != nullptr) *metadata = "{}";
    return read_time(reader, out);
  }
  if (head.size != 2) return false;
  *reader = ahead;
  if (!read_time(reader, out)) return false;
  return metadata != nullptr ? print_value(reader, metadata) : reader->skip();
}

}  // namespace

bool EventDecoder::next(Event* out) {
  *out = {};
  Reader reader(data_ + at_, size_ - at_);
  if (!read_header(&reader, out, &out->metadata) || !print_value(&reader, &out->body)) return false;
  at_ += reader.offset();
  return true;
}

std::size_t count_records(const void* data, std::size_t size, bool* whole) {
  Reader reader(data, size);
  std::size_t records = 0;
  *whole = true;
  while (!reader.done()) {
    Event event;
    Reader attempt = reader;
    if (read_header(&attempt, &event, nullptr) && attempt.skip()) {
      reader = attempt;
      if (event.seconds != kGroupStart && event.seconds != kGroupEnd) ++records;
      continue;
    }
    *whole = false;
    if (!reader.skip()) break;
    ++records;
  }
  return records;
}

}  // namespace host
