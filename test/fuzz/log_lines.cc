// native/core/log_lines: what a plugin logs, and what an uncaught error says.
#include "core/log_lines.h"

#include "input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string kept;
  for (const std::string& line : flbnode::LogLines(text)) {
    fuzz::Require(line.size() <= flbnode::kLongestLogLine);
    fuzz::Require(line.find_first_of(std::string_view("\n\0", 2)) == std::string::npos);
    kept += line;
  }
  // Nothing but line ends is lost.
  std::string expected;
  for (const char byte : text) {
    if (byte == '\0') {
      expected += "\xe2\x90\x80";
    } else if (byte != '\n') {
      expected += byte;
    }
  }
  fuzz::Require(kept == expected);
  return 0;
}
