#include "core/handed_over.h"

#include <doctest.h>

#include <vector>

using flbnode::Batch;
using flbnode::HandedOver;

namespace {

Batch Of(size_t records, size_t bytes = 10) { return {"t", std::vector<char>(bytes), records}; }

std::vector<size_t> Records(HandedOver* handed) {
  std::vector<size_t> records;
  for (const Batch& batch : handed->TakeUnread()) records.push_back(batch.records);
  return records;
}

}  // namespace

TEST_CASE("what Fluent Bit has counted is forgotten, batch by batch") {
  HandedOver handed;
  for (size_t records : {5, 3, 2}) handed.Add(Of(records));
  CHECK(handed.Read(4) == 0);
  CHECK(handed.bytes() == 30);
  CHECK(handed.Read(5) == 1);
  CHECK(handed.Read(7) == 0);
  CHECK(handed.bytes() == 20);
  CHECK(Records(&handed) == std::vector<size_t>{3, 2});
  CHECK(handed.empty());
  handed.Add(Of(1));
  handed.Read(10);
  CHECK(Records(&handed) == std::vector<size_t>{1});
  handed.Add(Of(1));
  handed.Read(12);
  CHECK(handed.empty());
}

TEST_CASE("what is kept is bounded") {
  HandedOver handed;
  size_t forgotten = 0;
  for (int n = 0; n < 5; ++n) forgotten += handed.Add(Of(1, HandedOver::kMaxBytes / 3));
  CHECK(forgotten == 2);
  CHECK(handed.bytes() <= HandedOver::kMaxBytes);
  handed.Read(4);
  CHECK(Records(&handed) == std::vector<size_t>{1});
}

TEST_CASE("metrics and traces are forgotten with what is before them") {
  HandedOver handed;
  handed.Add(Of(5));
  handed.Add({"", std::vector<char>(10), 1, flbnode::FrameKind::kMetrics});
  handed.Add(Of(2));
  CHECK(handed.Read(4) == 0);
  CHECK(handed.Read(5) == 2);
  CHECK(handed.Read(7) == 1);
}

TEST_CASE("a count that never fits is not trusted") {
  HandedOver handed;
  for (int n = 1; n < 100; ++n) {
    handed.Add(Of(2));
    handed.Look(static_cast<uint64_t>(n));  // a processor drops every other record
    CHECK(handed.exact() == (n - 2 < HandedOver::kMaxUnequal));  // the first two looks are the first to compare with
  }
  HandedOver busy;
  for (int n = 1; n < 100; ++n) {
    busy.Add(Of(2));
    busy.Look(static_cast<uint64_t>(n % 10 == 0 ? 2 * n : 2 * n - 2));
    CHECK(busy.exact());
  }
  busy.Look(1000);  // more than there were
  CHECK_FALSE(busy.exact());
}

TEST_CASE("Fluent Bit is not given more than what can be kept, while its count can be trusted") {
  HandedOver handed;
  CHECK_FALSE(handed.HasToWait(HandedOver::kMaxBytes + 1));  // one batch may be as large as it likes
  handed.Add(Of(1, HandedOver::kMaxBytes - 10));
  CHECK_FALSE(handed.HasToWait(10));
  CHECK(handed.HasToWait(11));
  handed.Read(1);
  CHECK_FALSE(handed.HasToWait(11));
  handed.Add(Of(1, HandedOver::kMaxBytes));
  handed.Look(1000);
  CHECK_FALSE(handed.HasToWait(1));
}

TEST_CASE("a pipeline that stands still says nothing about the count") {
  HandedOver handed;
  handed.Add(Of(3));
  for (int n = 0; n < 10 * HandedOver::kMaxUnequal; ++n) handed.Look(1);
  CHECK(handed.exact());
}
