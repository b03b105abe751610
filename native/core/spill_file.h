// The format of a spill file: records that Fluent Bit did not take, in order, for the next start.
//
//   file    "FLBNODE1", then batches
//   batch   u32 CRC-32 of all that follows in the batch
//           u32 kind (FrameKind, never kTaggedLog)   u32 length of the tag   u64 records   u64 length of the data
//           the tag, the data (msgpack)
//   end     u32 CRC-32 of the number that follows    u32 0xffffffff    u64 number of batches
// Numbers are in the machine's own order: the file stays on the machine, or a mistaken one fails its first check sum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "batch.h"

namespace flbnode {

// The file's content. Every batch has data.
std::string EncodeSpill(const std::deque<Batch>& batches);

// What was read of a file's content.
struct Spilled {
  std::deque<Batch> batches;  // those before the damage, in order
  size_t records = 0;         // of those batches
  bool whole = false;         // nothing is damaged, missing or too much
  size_t read = 0;            // bytes up to the damage; all of them when it is whole
};

// Any bytes.
Spilled ParseSpill(std::string_view bytes);

// A name for the files of an instance, of at most 160 characters: letters, digits, "-", "_", "%" and one dot, whatever
// the alias is. Two instances of different names never share one.
std::string SpillName(std::string_view plugin, std::string_view instance);

// CRC-32 as zlib and PNG have it.
uint32_t Crc32(std::string_view bytes);

}  // namespace flbnode
