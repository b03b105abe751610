#include "core/ring.h"

#include <doctest.h>

#include <atomic>
#include <cstring>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "producer.h"

using flbnode::Batches;
using flbnode::FrameKind;
using flbnode::Ring;

namespace {

// All records read, "tag:" before those that have one of their own.
std::string Text(const Batches& read) {
  std::string text;
  for (const auto& batch : read.batches) {
    if (!batch.tag.empty()) text += batch.tag + ":";
    text.append(batch.data.begin(), batch.data.end());
  }
  return text;
}

size_t Bytes(const Batches& read) {
  size_t bytes = 0;
  for (const auto& batch : read.batches) bytes += batch.data.size();
  return bytes;
}

}  // namespace

TEST_CASE("a ring refuses limits that it cannot serve") {
  CHECK(Ring::Create(Ring::kMinLimit - 1) == nullptr);
  CHECK(Ring::Create(Ring::kMaxLimit + 1) == nullptr);
  CHECK(Ring::Create(Ring::kMinLimit) != nullptr);
}

TEST_CASE("records come out whole and in order, and stay until they are released") {
  auto ring = Ring::Create(4096);
  Producer producer(*ring);
  REQUIRE(producer.offer("one") == Producer::kAccepted);
  REQUIRE(producer.offer("second") == Producer::kAccepted);

  Batches first = ring->Read();
  CHECK(Text(first) == "onesecond");
  CHECK(first.records == 2);
  // Not released: Fluent Bit refused it, so it is read again, with what came meanwhile.
  REQUIRE(producer.offer("x") == Producer::kAccepted);
  CHECK(Text(ring->Read()) == "onesecondx");

  CHECK_FALSE(ring->Release(first.end));
  CHECK(Text(ring->Read()) == "x");
  ring->Release(ring->Read().end);
  CHECK(ring->empty());
  CHECK(ring->Read().records == 0);
}

TEST_CASE("a batch is cut at records, and holds at least one") {
  auto ring = Ring::Create(4096);
  Producer producer(*ring);
  for (const char* record : {"aaaa", "bbbb", "cccc"}) REQUIRE(producer.offer(record) == Producer::kAccepted);
  CHECK(Text(ring->Read(8, ring->published())) == "aaaabbbb");
  CHECK(Text(ring->Read(1, ring->published())) == "aaaa");
}

TEST_CASE("records are grouped by tag, each tag's in order") {
  auto ring = Ring::Create(4096);
  Producer producer(*ring);
  REQUIRE(producer.offer("1") == Producer::kAccepted);
  REQUIRE(producer.offer("2", "b") == Producer::kAccepted);
  REQUIRE(producer.offer("3", "a.long.tag") == Producer::kAccepted);
  REQUIRE(producer.offer("4") == Producer::kAccepted);
  REQUIRE(producer.offer("5", "b") == Producer::kAccepted);
  const Batches read = ring->Read();
  CHECK(Text(read) == "14b:25a.long.tag:3");
  CHECK(read.records == 5);
  CHECK(read.batches[1].records == 2);
}

TEST_CASE("metrics and traces come one by one, between the records") {
  auto ring = Ring::Create(4096);
  Producer producer(*ring);
  REQUIRE(producer.offer("1") == Producer::kAccepted);
  REQUIRE(producer.offer("m1", "", FrameKind::kMetrics) == Producer::kAccepted);
  REQUIRE(producer.offer("m2", "", FrameKind::kMetrics) == Producer::kAccepted);
  REQUIRE(producer.offer("2") == Producer::kAccepted);
  REQUIRE(producer.offer("3", "b") == Producer::kAccepted);
  REQUIRE(producer.offer("t1", "", FrameKind::kTraces) == Producer::kAccepted);
  const Batches read = ring->Read();
  REQUIRE(read.batches.size() == 5);
  CHECK(Text(read) == "12m1m2b:3t1");
  CHECK(read.batches[0].kind == FrameKind::kLog);
  CHECK(read.batches[1].kind == FrameKind::kMetrics);
  CHECK(read.batches[3].kind == FrameKind::kLog);
  CHECK(read.batches[4].kind == FrameKind::kTraces);
  CHECK(read.records == 6);
  ring->Release(read.end);
  CHECK(ring->empty());
}

TEST_CASE("records are counted as they come, once, whenever they are read") {
  auto ring = Ring::Create(Ring::kMinLimit);
  Producer producer(*ring);
  size_t records = 0;
  size_t bytes = 0;
  const auto count = [&] {
    const Ring::Tally tally = ring->CountNew();
    records += tally.records;
    bytes += tally.bytes;
    return tally.end;
  };
  CHECK(count() == ring->published());
  CHECK(records == 0);
  size_t expected = 0;
  // More than once around: by the ring's end, and rewound when it is empty.
  for (size_t n = 1; n <= 500; ++n) {
    const std::string text(n % 50, 'x');
    REQUIRE(producer.offer(text, n % 3 == 0 ? "tag" : "") == Producer::kAccepted);
    expected += text.size();
    if (n % 4 == 0) count();
    if (n % 7 == 0) ring->Release(ring->Read(SIZE_MAX, count()).end);
  }
  count();
  CHECK(records == 500);
  CHECK(bytes == expected);
}

TEST_CASE("a reader that wants no more than was there at its start gets no more") {
  auto ring = Ring::Create(4096);
  Producer producer(*ring);
  REQUIRE(producer.offer("old") == Producer::kAccepted);
  const uint32_t until = ring->published();
  REQUIRE(producer.offer("new") == Producer::kAccepted);
  Batches batch = ring->Read(SIZE_MAX, until);
  CHECK(Text(batch) == "old");
  ring->Release(batch.end);
  CHECK(ring->Read(SIZE_MAX, until).records == 0);
  CHECK(Text(ring->Read()) == "new");
}

TEST_CASE("a full ring refuses, wakes its producer once, and takes more after a release") {
  auto ring = Ring::Create(4096);
  Producer producer(*ring);
  const std::string record(1000, 'r');
  int accepted = 0;
  while (producer.offer(record) == Producer::kAccepted) ++accepted;
  CHECK(accepted == 4);
  CHECK(producer.offer(record) == Producer::kFull);
  producer.await_space();
  Batches batch = ring->Read();
  CHECK(batch.records == 4);
  CHECK(ring->Release(batch.end));
  CHECK_FALSE(ring->Release(batch.end));
  CHECK(producer.offer(record) == Producer::kAccepted);
}

TEST_CASE("a record of the limit fits an empty ring wherever its head stands, a larger one never") {
  auto ring = Ring::Create(4096);
  Producer producer(*ring);
  const std::string largest(4092, 'l');
  CHECK(producer.offer(largest + "1234") == Producer::kLarge);
  for (int step = 0; step < 3000; ++step) {
    REQUIRE(producer.offer(std::string(static_cast<size_t>(step % 37), 's')) == Producer::kAccepted);
    ring->Release(ring->Read().end);
    if (step % 11 != 0) continue;
    REQUIRE(producer.offer(largest) == Producer::kAccepted);
    Batches batch = ring->Read();
    REQUIRE(Text(batch) == largest);
    ring->Release(batch.end);
  }
}

TEST_CASE("after Pause nothing is accepted and a Read sees all that was") {
  auto ring = Ring::Create(1 << 20);
  // The race that the paused bit in the head prevents: a record accepted after the last drain.
  for (int round = 0; round < 200; ++round) {
    Producer producer(*ring);
    size_t accepted = 0;
    std::thread writer([&] {
      for (;;) {
        const Producer::Offer offer = producer.offer("record");
        if (offer == Producer::kPaused) return;
        if (offer == Producer::kAccepted) ++accepted;
      }
    });
    size_t drained = 0;
    auto drain = [&] {
      Batches batch = ring->Read();
      drained += batch.records;
      ring->Release(batch.end);
    };
    for (int i = 0; i < 5; ++i) drain();
    ring->Pause();
    drain();
    writer.join();
    CHECK(drained == accepted);
    CHECK(ring->empty());
    ring->Resume();
  }
}

TEST_CASE("two threads that sleep: everything arrives once, in order, and no wake-up is lost") {
  auto ring = Ring::Create(8192);
  constexpr uint32_t kCount = 200'000;
  std::atomic<bool> wake{false};
  std::atomic<bool> wake_host{false};

  std::thread writer([&] {
    Producer producer(*ring);
    producer.wake_host = [&] { wake_host = true; };
    std::mt19937 random(1);
    for (uint32_t n = 0; n < kCount;) {
      std::string record(4 + random() % 90, '.');
      memcpy(record.data(), &n, 4);
      if (producer.offer(record) == Producer::kAccepted) {
        ++n;
        continue;
      }
      producer.await_space();
      if (producer.offer(record) == Producer::kAccepted) {
        ++n;
        continue;
      }
      // Sleeps until the consumer says so: a lost wake-up hangs the test.
      while (!wake.exchange(false)) std::this_thread::yield();
    }
  });

  uint32_t expected = 0;
  size_t bytes = 0;
  while (expected < kCount) {
    Batches batch = ring->Read(600, ring->published());
    if (batch.records == 0) {
      // As Instance::OnWake: sleeps only over an empty ring, until the producer says so.
      while (!wake_host.exchange(false)) std::this_thread::yield();
      continue;
    }
    // The first record's number; the records behind it are checked through the count.
    uint32_t number;
    memcpy(&number, batch.batches.front().data.data(), 4);
    REQUIRE(number == expected);
    expected += static_cast<uint32_t>(batch.records);
    bytes += Bytes(batch);
    if (ring->Release(batch.end)) wake = true;
    if (!ring->empty()) wake_host = true;
  }
  writer.join();
  CHECK(ring->empty());
  CHECK(bytes > kCount * 4u);
}

// ---- a ring that something wrote over ----

namespace {

constexpr size_t kHead = 0, kTail = 16, kFirst = Ring::kHeaderWords;

uint32_t* WordsOf(const Ring& ring) { return static_cast<uint32_t*>(ring.memory()); }

// One good record, then what `break_it` makes of the frame behind it.
Batches ReadBroken(const std::function<void(uint32_t* frame)>& break_it) {
  auto ring = Ring::Create(4096);
  Producer producer(*ring);
  REQUIRE(producer.offer("good") == Producer::kAccepted);
  REQUIRE(producer.offer("bad.", "tag") == Producer::kAccepted);
  REQUIRE(producer.offer("behind it") == Producer::kAccepted);
  break_it(WordsOf(*ring) + kFirst + 2);
  Batches read = ring->Read();
  CHECK(read.end == ring->published());
  ring->Release(read.end);

  // And it goes on as if nothing had been.
  CHECK(ring->empty());
  REQUIRE(producer.offer("next") == Producer::kAccepted);
  const Batches next = ring->Read();
  CHECK(Text(next) == "next");
  CHECK_FALSE(next.corrupt);
  return read;
}

}  // namespace

TEST_CASE("a frame that is none ends the reading; the records before it come, what follows is counted") {
  const std::pair<const char*, std::function<void(uint32_t*)>> cases[] = {
      {"longer than what is queued", [](uint32_t* frame) { frame[0] = 40; }},
      {"longer than the ring", [](uint32_t* frame) { frame[0] = Ring::kLengthMask; }},
      {"of an unknown kind", [](uint32_t* frame) { frame[0] |= 7u << Ring::kKindShift; }},
      {"a skip beyond what is queued", [](uint32_t* frame) { frame[0] = Ring::kSkip; }},
      {"a tag longer than its frame", [](uint32_t* frame) { frame[1] = 8; }},
      {"a tag of 4 GB", [](uint32_t* frame) { frame[1] = UINT32_MAX; }},
      {"tagged and without room for a tag", [](uint32_t* frame) { frame[0] = 3u | 1u << Ring::kKindShift; }},
  };
  for (const auto& [name, break_it] : cases) {
    CAPTURE(name);
    const Batches read = ReadBroken(break_it);
    CHECK(Text(read) == "good");
    CHECK(read.corrupt);
    CHECK(read.lost_bytes == 4 * (4 + 4));
  }
}

TEST_CASE("a head or a tail that moved by itself drops what is queued, and no more") {
  auto ring = Ring::Create(4096);
  for (const size_t moved : {kHead, kTail}) {
    Producer producer(*ring);
    REQUIRE(producer.offer("one") == Producer::kAccepted);
    WordsOf(*ring)[moved] += 1000 * 1000;
    const Batches read = ring->Read();
    CHECK(read.corrupt);
    CHECK(read.records == 0);
    ring->Release(read.end);
    CHECK(ring->empty());
    Producer restarted(*ring);
    REQUIRE(restarted.offer("two") == Producer::kAccepted);
    const Batches next = ring->Read();
    CHECK(Text(next) == "two");
    ring->Release(next.end);
  }
}

#ifndef __SANITIZE_THREAD__  // the race is the point
TEST_CASE("a ring that is written over while it is read") {
  auto ring = Ring::Create(4096);
  std::atomic<bool> done{false};
  std::thread scribbler([&] {
    std::mt19937 random(7);
    while (!done) {
      auto* words = reinterpret_cast<std::atomic<uint32_t>*>(WordsOf(*ring));
      words[random() % (ring->memory_size() / 4)].store(random() >> (random() % 32));
    }
  });
  size_t corrupt = 0;
  for (int round = 0; corrupt < 100 || round < 20'000; ++round) {
    const Batches read = ring->Read();
    corrupt += read.corrupt;
    CHECK(Bytes(read) <= ring->memory_size());
    ring->Release(read.end);
  }
  done = true;
  scribbler.join();
}
#endif
