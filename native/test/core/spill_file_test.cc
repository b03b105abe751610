#include "core/spill_file.h"

#include <doctest.h>

#include <string>

using flbnode::Batch;
using flbnode::FrameKind;

namespace {

Batch MakeBatch(const std::string& tag, const std::string& data, size_t records, FrameKind kind = FrameKind::kLog) {
  return {tag, {data.begin(), data.end()}, records, kind};
}

std::deque<Batch> Samples() {
  std::deque<Batch> batches;
  batches.push_back(MakeBatch("", "one", 1));
  batches.push_back(MakeBatch("a tag", std::string(100'000, 'x'), 700));
  batches.push_back(MakeBatch("", "metrics", 1, FrameKind::kMetrics));
  batches.push_back(MakeBatch("", "traces", 1, FrameKind::kTraces));
  return batches;
}

void CheckSame(const Batch& left, const Batch& right) {
  CHECK(left.tag == right.tag);
  CHECK(left.data == right.data);
  CHECK(left.records == right.records);
  CHECK(left.kind == right.kind);
}

}  // namespace

TEST_CASE("a spill file gives back batches, tags, kinds and numbers, in order") {
  const std::deque<Batch> batches = Samples();
  const flbnode::Spilled spilled = flbnode::ParseSpill(flbnode::EncodeSpill(batches));
  CHECK(spilled.whole);
  CHECK(spilled.records == 703);
  REQUIRE(spilled.batches.size() == batches.size());
  for (size_t i = 0; i < batches.size(); ++i) CheckSame(spilled.batches[i], batches[i]);
  CHECK(flbnode::ParseSpill(flbnode::EncodeSpill({})).whole);
}

TEST_CASE("a spill file cut anywhere gives whole batches, and is not whole") {
  std::deque<Batch> batches = Samples();
  batches.erase(batches.begin() + 1);  // small enough to be cut at each byte
  const std::string bytes = flbnode::EncodeSpill(batches);
  size_t most = 0;
  for (size_t size = 0; size < bytes.size(); ++size) {
    const flbnode::Spilled spilled = flbnode::ParseSpill(std::string_view(bytes).substr(0, size));
    CHECK_FALSE(spilled.whole);
    CHECK(spilled.read <= size);
    CHECK(spilled.batches.size() >= most);
    for (size_t i = 0; i < spilled.batches.size(); ++i) CheckSame(spilled.batches[i], batches[i]);
    most = spilled.batches.size();
  }
  CHECK(most == batches.size());
  CHECK_FALSE(flbnode::ParseSpill(bytes + "x").whole);
}

TEST_CASE("a spill file with any bit turned gives the batches before it, unchanged") {
  std::deque<Batch> batches = Samples();
  batches.erase(batches.begin() + 1);
  const std::string bytes = flbnode::EncodeSpill(batches);
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string turned = bytes;
    turned[bit / 8] = static_cast<char>(turned[bit / 8] ^ (1 << (bit % 8)));
    const flbnode::Spilled spilled = flbnode::ParseSpill(turned);
    CHECK_FALSE(spilled.whole);
    REQUIRE(spilled.batches.size() <= batches.size());
    for (size_t i = 0; i < spilled.batches.size(); ++i) CheckSame(spilled.batches[i], batches[i]);
  }
}

TEST_CASE("lengths beyond the file's end are refused") {
  // A batch whose lengths overflow when they are added.
  std::string bytes = flbnode::EncodeSpill({MakeBatch("tag", "data", 1)});
  for (size_t at : {16, 20, 21, 22, 23, 28, 29, 30, 31, 32, 33, 34, 35}) {
    std::string long_one = bytes;
    long_one[at] = '\xff';
    CHECK(flbnode::ParseSpill(long_one).batches.empty());
  }
}

TEST_CASE("any alias gives a safe name of its own") {
  CHECK(flbnode::SpillName("in-dummy", "in-dummy.0") == "in-dummy.in-dummy%2E0");
  CHECK(flbnode::SpillName("in-dummy", "../../etc/passwd") == "in-dummy.%2E%2E%2F%2E%2E%2Fetc%2Fpasswd");
  CHECK(flbnode::SpillName("a", "b%2Ec") != flbnode::SpillName("a", "b.c"));
  CHECK(flbnode::SpillName("a", "\xc3\xa4 \n") == "a.%C3%A4%20%0A");
  const std::string longest(5000, 'x');
  const std::string name = flbnode::SpillName("a", longest + "1");
  CHECK(name.size() <= 160);
  CHECK(name != flbnode::SpillName("a", longest + "2"));
}

TEST_CASE("the check sum is the well-known one") { CHECK(flbnode::Crc32("123456789") == 0xcbf43926); }
