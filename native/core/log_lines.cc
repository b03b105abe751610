#include "log_lines.h"

#include <algorithm>

namespace flbnode {

namespace {

constexpr char kNulSymbol[] = "\xe2\x90\x80";
constexpr size_t kLongestCharacter = 4;

bool IsContinuation(char byte) { return (byte & 0xc0) == 0x80; }

// Where a line that begins at `from` and is too long is cut.
size_t CutAt(std::string_view text, size_t from) {
  const size_t to = from + kLongestLogLine;
  for (size_t back = 0; back < kLongestCharacter; ++back) {
    if (!IsContinuation(text[to - back])) return to - back;
  }
  return to;  // not UTF-8
}

}  // namespace

std::vector<std::string> LogLines(std::string_view text) {
  std::string printable;
  if (text.find('\0') != std::string_view::npos) {
    for (const char byte : text) {
      if (byte == '\0') {
        printable += kNulSymbol;
      } else {
        printable += byte;
      }
    }
    text = printable;
  }
  std::vector<std::string> lines;
  for (size_t from = 0; from <= text.size();) {
    const size_t end = std::min(text.find('\n', from), text.size());
    if (from == 0 && end == 0) lines.emplace_back();
    while (from < end) {
      const size_t to = end - from > kLongestLogLine ? CutAt(text, from) : end;
      lines.emplace_back(text.substr(from, to - from));
      from = to;
    }
    from = end + 1;
  }
  return lines;
}

}  // namespace flbnode
