#include "replaced_bundle.h"

#include <elf.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <string_view>
#include <vector>

namespace flbnode {

namespace {

// Where cmake/FlbNode.cmake puts the bundle.
constexpr char kSection[] = ".flbnode.flbnode_bundle";

struct File {
  dev_t device;
  ino_t inode;
  bool operator==(const File& other) const { return device == other.device && inode == other.inode; }
};

// The file that is mapped at an address. /proc/self/maps: "from-to flags offset major:minor inode path".
std::optional<File> MappedAt(const void* address) {
  const auto wanted = reinterpret_cast<uintptr_t>(address);
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    uintptr_t from, to;
    unsigned major, minor;
    unsigned long inode;
    if (sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %*s %*x %x:%x %lu", &from, &to, &major, &minor, &inode) != 5) {
      continue;
    }
    if (from <= wanted && wanted < to) return File{makedev(major, minor), inode};
  }
  return std::nullopt;
}

template <typename T>
bool ReadAt(std::ifstream& file, uint64_t offset, T* into, size_t count = 1) {
  file.seekg(static_cast<std::streamoff>(offset));
  return static_cast<bool>(file.read(reinterpret_cast<char*>(into), static_cast<std::streamsize>(sizeof(T) * count)));
}

}  // namespace

std::optional<std::string> ElfSection(const std::string& path, const std::string& section) {
  std::ifstream file(path, std::ios::binary);
  Elf64_Ehdr header;
  if (!ReadAt(file, 0, &header) || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_shentsize != sizeof(Elf64_Shdr) ||
      header.e_shstrndx >= header.e_shnum) {
    return std::nullopt;
  }
  std::vector<Elf64_Shdr> sections(header.e_shnum);
  if (!ReadAt(file, header.e_shoff, sections.data(), sections.size())) return std::nullopt;

  file.seekg(0, std::ios::end);
  const auto size = static_cast<uint64_t>(file.tellg());
  // A damaged file must not make us allocate what it says.
  auto contents = [&](const Elf64_Shdr& of) -> std::optional<std::string> {
    if (of.sh_offset > size || of.sh_size > size - of.sh_offset) return std::nullopt;
    std::string text(of.sh_size, '\0');
    if (!ReadAt(file, of.sh_offset, text.data(), text.size())) return std::nullopt;
    return text;
  };
  const auto names = contents(sections[header.e_shstrndx]);
  if (!names.has_value()) return std::nullopt;
  for (const Elf64_Shdr& candidate : sections) {
    if (candidate.sh_name < names->size() && section == names->c_str() + candidate.sh_name) return contents(candidate);
  }
  return std::nullopt;
}

std::optional<std::string> ReplacedBundle(const flbnode_plugin& plugin) {
  struct stat now;
  const auto loaded = MappedAt(plugin.bundle);
  if (!loaded.has_value() || stat(plugin.path, &now) != 0 || *loaded == File{now.st_dev, now.st_ino}) {
    return std::nullopt;
  }
  auto bundle = ElfSection(plugin.path, kSection);
  // The section ends with the zero byte behind the bundle.
  if (bundle.has_value() && !bundle->empty()) bundle->pop_back();
  // On an overlay file system the two numbers differ for the very same file.
  if (bundle == std::string_view(plugin.bundle, plugin.bundle_size)) return std::nullopt;
  return bundle;
}

}  // namespace flbnode
