// The host's JSON to MessagePack: what it makes is one map.
#include <stdexcept>

#include "input.h"
#include "msgpack/from_json.h"
#include "msgpack/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const std::string map = host::map_from_json(text);
    host::Reader reader(map.data(), map.size());
    fuzz::Require(reader.skip() && reader.done());
  } catch (const std::runtime_error&) {
    // The documented answer.
  }
  return 0;
}
