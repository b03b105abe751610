#include "core/breaker.h"

#include <doctest.h>

using flbnode::Breaker;
using namespace std::chrono_literals;

namespace {

const Breaker::Clock::time_point kStart{};

}  // namespace

TEST_CASE("three late answers in a row, and nobody is asked for ten time-outs") {
  Breaker breaker;
  CHECK(breaker.Asks(kStart));
  CHECK(!breaker.Late(1s, kStart));
  CHECK(!breaker.Late(1s, kStart));
  breaker.Answered();
  CHECK(!breaker.Late(1s, kStart));
  CHECK(!breaker.Late(1s, kStart));
  CHECK(breaker.Late(1s, kStart));
  CHECK(!breaker.Asks(kStart + 9s));
}

TEST_CASE("then one attempt decides") {
  Breaker breaker;
  for (int i = 0; i < Breaker::kLimit; ++i) breaker.Late(1s, kStart);
  CHECK(breaker.Asks(kStart + 10s));
  CHECK_MESSAGE(!breaker.Asks(kStart + 10s), "a second one beside it");
  SUBCASE("late again: another rest") {
    CHECK_MESSAGE(!breaker.Late(1s, kStart + 11s), "said before");
    CHECK(!breaker.Asks(kStart + 20s));
    CHECK(breaker.Asks(kStart + 21s));
  }
  SUBCASE("answered: as before") {
    breaker.Answered();
    CHECK(breaker.Asks(kStart + 11s));
    CHECK(breaker.Asks(kStart + 11s));
  }
}
