#include "replaced_bundle.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string_view>

#include "core/elf_section.h"

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

std::optional<std::string> Contents(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::optional<std::string> ReplacedBundle(const flbnode_plugin& plugin) {
  struct stat now;
  const auto loaded = MappedAt(plugin.bundle);
  if (!loaded.has_value() || stat(plugin.path, &now) != 0 || *loaded == File{now.st_dev, now.st_ino}) {
    return std::nullopt;
  }
  // Copied, not mapped: who replaces a file in place would pull it away under us.
  const auto file = Contents(plugin.path);
  auto bundle = file.has_value() ? ElfSection(*file, kSection) : std::nullopt;
  // The section ends with the zero byte behind the bundle.
  if (bundle.has_value() && !bundle->empty()) bundle->remove_suffix(1);
  // On an overlay file system the two numbers differ for the very same file.
  if (!bundle.has_value() || *bundle == std::string_view(plugin.bundle, plugin.bundle_size)) return std::nullopt;
  return std::string(*bundle);
}

}  // namespace flbnode
