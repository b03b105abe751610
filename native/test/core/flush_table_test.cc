#include "core/flush_table.h"

#include <doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using flbnode::FlushTable;
using flbnode::Status;

namespace {
FlushTable::Clock::time_point In(int ms) { return FlushTable::Clock::now() + std::chrono::milliseconds(ms); }
}  // namespace

TEST_CASE("a flush gets its answer, the first one") {
  FlushTable table;
  const uint32_t id = table.Open();
  REQUIRE(id != 0);
  CHECK_FALSE(table.Wait(id, In(1)).has_value());
  CHECK(table.Waits(id));
  table.Answer(id, Status::kRetry);
  table.Answer(id, Status::kOk);
  CHECK_FALSE(table.Waits(id));
  CHECK(table.Wait(id, In(0)) == Status::kRetry);
  table.Close(id);
  CHECK(table.size() == 0);
}

TEST_CASE("an answer carries bytes, no bytes, or nothing") {
  FlushTable table;
  const uint32_t some = table.Open(), empty = table.Open(), none = table.Open();
  flbnode::Bytes bytes{{static_cast<char*>(malloc(1)), {}}, 1};
  *bytes.data = 'x';
  table.Answer(some, Status::kOk, std::move(bytes));
  table.Answer(empty, Status::kOk, flbnode::Bytes{});
  table.Answer(none, Status::kOk);
  const auto taken = table.Close(some);
  REQUIRE(taken.has_value());
  CHECK(taken->size == 1);
  CHECK(*taken->data == 'x');
  const auto nothing_left = table.Close(empty);
  REQUIRE(nothing_left.has_value());
  CHECK(nothing_left->size == 0);
  CHECK_FALSE(table.Close(none).has_value());
  CHECK_FALSE(table.Close(none).has_value());
  CHECK(table.size() == 0);
}

TEST_CASE("an answer for a flush that timed out, or never was, changes nothing") {
  FlushTable table;
  const uint32_t id = table.Open();
  table.Close(id);
  table.Answer(id, Status::kOk);
  table.Answer(77, Status::kOk);
  CHECK(table.size() == 0);
  CHECK_FALSE(table.Wait(id, In(0)).has_value());
}

TEST_CASE("AnswerAll answers all that wait, and shut opens no more until Reopen") {
  FlushTable table;
  const uint32_t waiting = table.Open();
  const uint32_t answered = table.Open();
  table.Answer(answered, Status::kOk);
  table.AnswerAll(Status::kRetry, true);
  CHECK(table.Wait(waiting, In(0)) == Status::kRetry);
  CHECK(table.Wait(answered, In(0)) == Status::kOk);
  CHECK(table.Open() == 0);
  table.Reopen();
  CHECK(table.Open() != 0);
}

TEST_CASE("many flushes at once, answered by another thread, each once") {
  FlushTable table;
  std::vector<std::thread> waiters;
  std::atomic<int> ok{0};
  std::atomic<int> retry{0};
  std::vector<uint32_t> ids;
  for (int i = 0; i < 16; ++i) ids.push_back(table.Open());
  for (uint32_t id : ids) {
    waiters.emplace_back([&, id] {
      const auto status = table.Wait(id, In(60'000));
      (status == Status::kOk ? ok : retry)++;
      table.Close(id);
    });
  }
  std::thread answers([&] {
    for (size_t i = 0; i < 8; ++i) table.Answer(ids[i], Status::kOk);
    table.AnswerAll(Status::kRetry, true);
  });
  answers.join();
  for (auto& waiter : waiters) waiter.join();
  CHECK(ok == 8);
  CHECK(retry == 8);
  CHECK(table.size() == 0);
}
