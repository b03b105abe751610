// Text as lines for Fluent Bit's log.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace flbnode {

// Room for the host's own time stamp and level, and for a prefix, within its 4 KiB.
constexpr size_t kLongestLogLine = 3500;

// The lines of a text: none is longer than kLongestLogLine bytes, nor cut within a UTF-8 character. Empty lines are
// left out, the first excepted. A NUL, which would end the host's line, becomes U+2400. Any bytes are safe.
std::vector<std::string> LogLines(std::string_view text);

}  // namespace flbnode
