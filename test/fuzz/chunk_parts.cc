// native/core/chunk_parts: a chunk of anybody's, in any number of parts. They are the chunk, in order.
#include "core/chunk_parts.h"

#include "input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Input input(data, size);
  const size_t parts = 1 + input.Take<uint8_t>() % 8u;
  const size_t least = input.Take<uint8_t>();
  const std::string_view chunk = input.Rest();
  const std::vector<std::string_view> cut = flbnode::CutChunk(chunk, parts, least);
  fuzz::Require(!cut.empty() && cut.size() <= parts);
  const char* at = chunk.data();
  for (const std::string_view part : cut) {
    fuzz::Require(part.data() == at);
    at += part.size();
  }
  fuzz::Require(at == chunk.data() + chunk.size());
  return 0;
}
