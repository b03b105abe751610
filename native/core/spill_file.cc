#include "spill_file.h"

#include <array>
#include <cstdio>
#include <cstring>

namespace flbnode {

namespace {

constexpr std::string_view kMagic = "FLBNODE1";
constexpr uint32_t kEnd = 0xffffffff;
constexpr size_t kLongestName = 140;

struct BatchHead {
  uint32_t kind;
  uint32_t tag_size;
  uint64_t records;
  uint64_t data_size;
};
static_assert(sizeof(BatchHead) == 24, "no padding: its bytes are the format");

template <typename Value>
void Put(std::string* out, const Value& value) {
  out->append(reinterpret_cast<const char*>(&value), sizeof(value));
}

template <typename Value>
bool Get(std::string_view bytes, size_t at, Value* value) {
  if (bytes.size() < at || bytes.size() - at < sizeof(*value)) return false;
  memcpy(value, bytes.data() + at, sizeof(*value));
  return true;
}

constexpr std::array<uint32_t, 256> MakeCrcTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
    table[i] = crc;
  }
  return table;
}

// Reads the batch at `*at`, and moves there behind it. False: it is damaged.
bool ReadBatch(std::string_view bytes, size_t* at, Batch* batch) {
  uint32_t sum;
  BatchHead head;
  const size_t from = *at + sizeof(sum);
  if (!Get(bytes, *at, &sum) || !Get(bytes, from, &head)) return false;
  // Each against what is left: their sum may overflow.
  const size_t left = bytes.size() - from - sizeof(head);
  if (head.tag_size > left || head.data_size > left - head.tag_size || head.data_size == 0) return false;
  const size_t size = sizeof(head) + head.tag_size + head.data_size;
  if (Crc32(bytes.substr(from, size)) != sum) return false;
  const auto kind = static_cast<FrameKind>(head.kind);
  if (kind != FrameKind::kLog && kind != FrameKind::kMetrics && kind != FrameKind::kTraces) return false;
  const char* tag = bytes.data() + from + sizeof(head);
  const char* data = tag + head.tag_size;
  *batch = {{tag, head.tag_size}, {data, data + head.data_size}, head.records, kind};
  *at = from + size;
  return true;
}

bool AtEnd(std::string_view bytes, size_t at, uint64_t batches) {
  uint32_t sum, mark;
  uint64_t count;
  const size_t count_at = at + sizeof(sum) + sizeof(mark);
  return Get(bytes, at, &sum) && Get(bytes, at + sizeof(sum), &mark) && Get(bytes, count_at, &count) &&
         mark == kEnd && count == batches && count_at + sizeof(count) == bytes.size() &&
         sum == Crc32(bytes.substr(count_at));
}

}  // namespace

uint32_t Crc32(std::string_view bytes) {
  static constexpr std::array<uint32_t, 256> table = MakeCrcTable();
  uint32_t crc = ~0u;
  for (const char byte : bytes) crc = table[(crc ^ static_cast<unsigned char>(byte)) & 0xff] ^ (crc >> 8);
  return ~crc;
}

std::string EncodeSpill(const std::deque<Batch>& batches) {
  std::string out(kMagic);
  for (const Batch& batch : batches) {
    const size_t sum_at = out.size();
    Put(&out, uint32_t{0});
    Put(&out, BatchHead{static_cast<uint32_t>(batch.kind), static_cast<uint32_t>(batch.tag.size()), batch.records,
                        batch.data.size()});
    out += batch.tag;
    out.append(batch.data.data(), batch.data.size());
    const uint32_t sum = Crc32(std::string_view(out).substr(sum_at + sizeof(sum)));
    memcpy(&out[sum_at], &sum, sizeof(sum));
  }
  const uint64_t count = batches.size();
  Put(&out, Crc32({reinterpret_cast<const char*>(&count), sizeof(count)}));
  Put(&out, kEnd);
  Put(&out, count);
  return out;
}

Spilled ParseSpill(std::string_view bytes) {
  Spilled result;
  if (bytes.substr(0, kMagic.size()) != kMagic) return result;
  result.read = kMagic.size();
  while (!AtEnd(bytes, result.read, result.batches.size())) {
    Batch batch;
    if (!ReadBatch(bytes, &result.read, &batch)) return result;
    result.records += batch.records;
    result.batches.push_back(std::move(batch));
  }
  result.whole = true;
  result.read = bytes.size();
  return result;
}

std::string SpillName(std::string_view plugin, std::string_view instance) {
  std::string name;
  auto add = [&name](std::string_view text) {
    for (const char c : text) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
      char escaped[4];
      snprintf(escaped, sizeof(escaped), plain ? "%c" : "%%%02X", static_cast<unsigned char>(c));
      name += escaped;
    }
  };
  add(plugin);
  name += '.';
  add(instance);
  if (name.size() <= kLongestName) return name;
  // FNV-1a, so that names with a long common beginning stay apart.
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  char suffix[20];
  snprintf(suffix, sizeof(suffix), "%%%%%016llx", static_cast<unsigned long long>(hash));
  return name.substr(0, kLongestName) + suffix;
}

}  // namespace flbnode
