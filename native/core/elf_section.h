// A section of an ELF file.
#pragma once

#include <optional>
#include <string_view>

namespace flbnode {

// The contents of the first section with this name, a view into `file`; nothing when the bytes are no 64-bit ELF file
// of this machine's byte order, or are damaged, or have no such section. Any bytes are safe.
std::optional<std::string_view> ElfSection(std::string_view file, std::string_view name);

}  // namespace flbnode
