#include <doctest.h>

#include <string>

#include "core/tag_spread.h"

using flbnode::TagSpread;

TEST_CASE("tags take turns, and each keeps its own") {
  TagSpread spread;
  CHECK(spread.Of("a", 2) == 0);
  CHECK(spread.Of("b", 2) == 1);
  CHECK(spread.Of("c", 2) == 0);
  CHECK(spread.Of("a", 2) == 0);
  CHECK(spread.Of("b", 2) == 1);
}

TEST_CASE("tags beyond those that are remembered keep theirs, too") {
  TagSpread spread;
  for (size_t i = 0; i < TagSpread::kKnown; ++i) spread.Of("known " + std::to_string(i), 3);
  size_t on[3] = {};
  for (int i = 0; i < 300; ++i) {
    const std::string tag = "other " + std::to_string(i);
    const size_t first = spread.Of(tag, 3);
    REQUIRE(first < 3);
    CHECK(spread.Of(tag, 3) == first);
    ++on[first];
  }
  CHECK((on[0] > 0 && on[1] > 0 && on[2] > 0));
  CHECK(spread.Of("known 5", 3) == 5 % 3);
}
