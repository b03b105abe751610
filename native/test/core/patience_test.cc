#include "core/patience.h"

#include <doctest.h>

using flbnode::Patience;
using namespace std::chrono_literals;

namespace {

const Patience::Clock::time_point kStart{};

}  // namespace

TEST_CASE("a wait is over when its limit is reached") {
  Patience patience(kStart);
  CHECK(!patience.Over(120ms, kStart));
  CHECK(patience.NextLook(120ms) == kStart + 50ms);
  CHECK(!patience.Over(120ms, kStart + 50ms));
  CHECK(!patience.Over(120ms, kStart + 100ms));
  CHECK(patience.NextLook(120ms) == kStart + 120ms);
  CHECK(patience.Over(120ms, kStart + 120ms));
}

TEST_CASE("a process that was stopped for an hour has used up one look, and has the rest of its time") {
  Patience patience(kStart);
  CHECK(!patience.Over(1s, kStart + 50ms));
  const auto later = kStart + 1h;
  CHECK(!patience.Over(1s, later));  // 550 ms
  CHECK(!patience.Over(1s, later + 400ms));
  CHECK(patience.Over(1s, later + 450ms));
}

TEST_CASE("no time at all is over at the first look") { CHECK(Patience(kStart).Over(0ms, kStart)); }
