#include "elf_section.h"

#include <elf.h>

#include <cstdint>
#include <cstring>

namespace flbnode {

namespace {

std::optional<std::string_view> Part(std::string_view file, uint64_t offset, uint64_t size) {
  if (offset > file.size() || size > file.size() - offset) return std::nullopt;
  return file.substr(offset, size);
}

// A copy: nothing in the file needs to be aligned.
template <typename T>
bool ReadAt(std::string_view file, uint64_t offset, T* into) {
  const auto part = Part(file, offset, sizeof(T));
  if (part.has_value()) memcpy(into, part->data(), sizeof(T));
  return part.has_value();
}

}  // namespace

std::optional<std::string_view> ElfSection(std::string_view file, std::string_view name) {
  Elf64_Ehdr header;
  if (!ReadAt(file, 0, &header) || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_shentsize != sizeof(Elf64_Shdr)) {
    return std::nullopt;
  }
  const auto table = Part(file, header.e_shoff, uint64_t{header.e_shnum} * sizeof(Elf64_Shdr));
  if (!table.has_value()) return std::nullopt;
  auto section = [&](size_t index) {
    Elf64_Shdr found{};
    ReadAt(*table, index * sizeof found, &found);
    return found;
  };

  if (header.e_shstrndx >= header.e_shnum) return std::nullopt;
  const Elf64_Shdr strings = section(header.e_shstrndx);
  const auto names = Part(file, strings.sh_offset, strings.sh_size);
  if (!names.has_value()) return std::nullopt;
  for (size_t index = 0; index < header.e_shnum; ++index) {
    const Elf64_Shdr candidate = section(index);
    const auto found = Part(*names, candidate.sh_name, name.size() + 1);
    if (!found.has_value() || found->substr(0, name.size()) != name || found->back() != '\0') continue;
    return Part(file, candidate.sh_offset, candidate.sh_size);
  }
  return std::nullopt;
}

}  // namespace flbnode
