// A chunk of log events in parts.
#pragma once

#include <string_view>
#include <vector>

namespace flbnode {

// Cuts between records, in up to `parts` parts of about the same size and of `least` bytes at least. Never within a group
// of records (OTLP's resource and scope), whose markers are for all of them. What cannot be read stays in one part.
std::vector<std::string_view> CutChunk(std::string_view chunk, size_t parts, size_t least);

}  // namespace flbnode
