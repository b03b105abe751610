#include "core/log_lines.h"

#include <doctest.h>

using flbnode::kLongestLogLine;
using flbnode::LogLines;
using Lines = std::vector<std::string>;

TEST_CASE("lines are split, empty ones left out") {
  CHECK(LogLines("") == Lines{""});
  CHECK(LogLines("one") == Lines{"one"});
  CHECK(LogLines("one\n\ntwo\n") == Lines{"one", "two"});
  CHECK(LogLines("\none") == Lines{"", "one"});
}

TEST_CASE("a long line is cut between characters, and nothing of it is lost") {
  for (size_t pad = 0; pad < 4; ++pad) {
    std::string text(pad, '.');
    while (text.size() < 3 * kLongestLogLine) text += "\xf0\x9f\x98\x80";
    std::string all;
    for (const std::string& line : LogLines(text)) {
      CHECK(line.size() <= kLongestLogLine);
      CHECK((line[0] & 0xc0) != 0x80);
      all += line;
    }
    CHECK(all == text);
  }
}

TEST_CASE("bytes that are no UTF-8 are cut at the limit") {
  const Lines lines = LogLines(std::string(2 * kLongestLogLine + 1, '\x80'));
  REQUIRE(lines.size() == 3);
  CHECK(lines[1].size() == kLongestLogLine);
  CHECK(lines[2].size() == 1);
}

TEST_CASE("a NUL does not end a line") {
  CHECK(LogLines(std::string("a\0b", 3)) == Lines{"a\xe2\x90\x80" "b"});
}
