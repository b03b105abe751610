// native/core/ring: steps of a consumer, between which something writes anything anywhere into the shared memory.
#include "core/ring.h"

#include "input.h"

using flbnode::Batches;
using flbnode::Ring;

namespace {

void Write(const Ring& ring, size_t offset, std::string_view bytes) {
  if (offset >= ring.memory_size()) return;
  memcpy(static_cast<char*>(ring.memory()) + offset, bytes.data(), std::min(bytes.size(), ring.memory_size() - offset));
}

void ReadAndRelease(Ring* ring, size_t max_bytes) {
  const uint32_t until = ring->published();
  const Batches read = ring->Read(max_bytes, until);
  size_t records = 0;
  size_t bytes = 0;
  for (const auto& batch : read.batches) {
    records += batch.records;
    bytes += batch.data.size();
  }
  fuzz::Require(records == read.records);
  fuzz::Require(bytes <= ring->memory_size() && read.lost_bytes < ring->memory_size() << 20);
  // It may only stop early for want of budget.
  fuzz::Require(read.end == until || (!read.corrupt && read.records > 0));
  ring->Release(read.end);
  fuzz::Require(!ring->Read(max_bytes, read.end).corrupt);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Input input(data, size);
  auto ring = Ring::Create(Ring::kMinLimit);
  const size_t data_start = Ring::kHeaderWords * 4;
  size_t frames_at = data_start;
  while (!input.done()) {
    switch (input.Take<uint8_t>() % 6) {
      case 0: {  // as the producer would: bytes that follow each other
        const std::string_view bytes = input.Bytes(input.Take<uint16_t>());
        Write(*ring, frames_at, bytes);
        frames_at = data_start + (frames_at - data_start + bytes.size()) % (ring->memory_size() - data_start);
        break;
      }
      case 1: Write(*ring, input.Take<uint16_t>(), input.Bytes(input.Take<uint8_t>())); break;
      case 2: {
        const uint32_t head = (ring->published() + input.Take<uint16_t>()) & Ring::kPositionMask;
        Write(*ring, 0, {reinterpret_cast<const char*>(&head), sizeof head});
        break;
      }
      case 3: ReadAndRelease(ring.get(), SIZE_MAX); break;
      case 4: ReadAndRelease(ring.get(), input.Take<uint16_t>()); break;
      case 5: input.Take<uint8_t>() % 2 == 0 ? ring->Pause() : ring->Resume(); break;
    }
  }
  ReadAndRelease(ring.get(), SIZE_MAX);
  return 0;
}
