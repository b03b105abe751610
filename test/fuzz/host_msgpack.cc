// The host's reader, its events, and how it prints them.
#include "input.h"
#include "msgpack/events.h"
#include "msgpack/print.h"
#include "msgpack/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  host::Reader reader(data, size);
  while (reader.skip()) {
  }
  fuzz::Require(reader.offset() <= size);

  bool whole = false;
  const size_t records = host::count_records(data, size, &whole);
  fuzz::Require(records <= size);

  host::EventDecoder events(data, size);
  host::Event event;
  while (events.next(&event)) {
  }
  fuzz::Require(!whole || events.whole());
  return 0;
}
