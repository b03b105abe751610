// native/core/spill_file: a file that an earlier run left, or anybody else. As it is, and as one that was written whole
// and then damaged in one byte, for no fuzzer guesses a check sum.
#include "core/spill_file.h"

#include "input.h"

namespace {

void Parse(std::string_view bytes) {
  const flbnode::Spilled spilled = flbnode::ParseSpill(bytes);
  size_t records = 0;
  size_t size = 0;
  for (const flbnode::Batch& batch : spilled.batches) {
    records += batch.records;
    size += batch.tag.size() + batch.data.size();
  }
  fuzz::Require(records == spilled.records && size <= bytes.size() && spilled.read <= bytes.size());
  fuzz::Require(!spilled.whole || spilled.read == bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Parse({reinterpret_cast<const char*>(data), size});

  fuzz::Input input(data, size);
  const auto at = input.Take<uint32_t>();
  const auto flipped = input.Take<char>();
  std::deque<flbnode::Batch> batches;
  while (!input.done() && batches.size() < 16) {
    const std::string_view tag = input.Bytes(input.Take<uint8_t>());
    const std::string_view records = input.Bytes(1 + input.Take<uint8_t>());
    if (records.empty()) break;
    batches.push_back({std::string(tag), {records.begin(), records.end()}, 1 + input.Take<uint8_t>() % 8u});
  }
  std::string file = flbnode::EncodeSpill(batches);
  fuzz::Require(flbnode::ParseSpill(file).whole);
  file[at % file.size()] ^= flipped;
  const flbnode::Spilled damaged = flbnode::ParseSpill(file);
  // A damage of one byte never passes for a whole file, nor adds a batch.
  fuzz::Require(damaged.whole == (flipped == 0) && damaged.batches.size() <= batches.size());
  return 0;
}
