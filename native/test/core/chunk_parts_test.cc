#include <doctest.h>

#include <string>
#include <vector>

#include "core/chunk_parts.h"

using flbnode::CutChunk;

namespace {

std::string Time(unsigned seconds) {
  std::string time("\xd7\0", 2);
  for (int shift = 24; shift >= 0; shift -= 8) time += static_cast<char>(seconds >> shift);
  return time + std::string(4, '\0');
}

// [[time, {}], {"r": text}]
std::string Event(unsigned seconds, const std::string& text) {
  return "\x92\x92" + Time(seconds) + "\x80\x81\xa1r\xd9" + static_cast<char>(text.size()) + text;
}
std::string Record(char letter) { return Event(1, std::string(100, letter)); }
std::string Start() { return Event(0xffffffff, "group"); }
std::string End() { return Event(0xfffffffe, ""); }

std::string Joined(const std::vector<std::string_view>& parts) {
  std::string all;
  for (const auto part : parts) all += part;
  return all;
}

}  // namespace

TEST_CASE("a chunk is cut between records, in parts of about the same size") {
  std::string chunk;
  for (char letter = 'a'; letter < 'm'; ++letter) chunk += Record(letter);
  const auto parts = CutChunk(chunk, 4, 1);
  REQUIRE(parts.size() == 4);
  for (const auto part : parts) CHECK(part.size() == 3 * Record('a').size());
  CHECK(Joined(parts) == chunk);
}

TEST_CASE("small chunks, and those of one record, stay whole") {
  const std::string chunk = Record('a') + Record('b');
  CHECK(CutChunk(chunk, 4, chunk.size()).size() == 1);
  CHECK(CutChunk(chunk, 4, chunk.size() / 2).size() == 2);
  CHECK(CutChunk(chunk, 1, 1).size() == 1);
  CHECK(CutChunk(Record('a'), 4, 1).size() == 1);
  CHECK(CutChunk("", 4, 1).size() == 1);
}

TEST_CASE("a group is not cut") {
  std::string group = Start();
  for (char letter = 'a'; letter < 'm'; ++letter) group += Record(letter);
  const std::string open = group;
  group += End();
  CHECK(CutChunk(group, 4, 1).size() == 1);
  // Between groups, and between a group and what is in none.
  const std::string two = group + group;
  const auto parts = CutChunk(two, 2, 1);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0] == group);
  const std::string between = Record('x') + group + Record('y');
  const auto beside = CutChunk(between, 3, 1);
  REQUIRE(beside.size() == 2);
  CHECK(beside[1] == Record('y'));
  // A group that nobody ends ends where the next one starts.
  const std::string longer = open + Record('z');
  const std::string ended_by_next = longer + group;
  const auto unended = CutChunk(ended_by_next, 2, 1);
  REQUIRE(unended.size() == 2);
  CHECK(unended[0] == longer);
}

TEST_CASE("markers of legacy events, and in longer encodings") {
  const std::string marker("\x92\xc7\x08\0\xff\xff\xff\xff\0\0\0\0\x80", 13);
  const std::string wide = std::string("\xdc\0\x02\x92", 4) + Time(0xffffffff) + "\x80\x80";
  for (const std::string& start : {marker, wide}) {
    std::string chunk = start;
    for (char letter = 'a'; letter < 'm'; ++letter) chunk += Record(letter);
    CHECK(CutChunk(chunk, 4, 1).size() == 1);
  }
}

TEST_CASE("what cannot be read is in the last part, with what comes after it") {
  std::string chunk;
  for (char letter = 'a'; letter < 'm'; ++letter) chunk += Record(letter);
  // A string of 4 GiB, arrays of arrays without an end, and a record that is cut off.
  for (const std::string& bad : {std::string("\xdb\xff\xff\xff\xff", 5), std::string(300, '\xdd'), Record('z').substr(0, 20)}) {
    const std::string all = chunk + bad + chunk;
    const auto parts = CutChunk(all, 2, 1);
    CHECK(Joined(parts) == all);
    CHECK(parts.size() <= 2);
    for (size_t i = 0; i <= bad.size(); ++i) {
      const std::string cut_off = bad.substr(0, i);
      CHECK(Joined(CutChunk(cut_off, 3, 1)) == cut_off);
    }
  }
}
