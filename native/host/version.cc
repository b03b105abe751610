#include "version.h"

#include <cstdio>
#include <tuple>

namespace host {
namespace {

// The newest patch of each line at the time of writing.
constexpr Version kKnown[] = {{2, 2, 3}, {3, 2, 10}, {4, 0, 14}, {4, 1, 1}, {4, 2, 8}, {5, 0, 9}, {5, 1, 1}};

}  // namespace

std::optional<Version> Version::parse(const std::string& text) {
  Version v;
  int used = 0;
  const int fields = std::sscanf(text.c_str(), "%d.%d%n.%d%n", &v.major, &v.minor, &used, &v.patch, &used);
  if (fields < 2 || static_cast<std::size_t>(used) != text.size()) return std::nullopt;
  for (const Version& known : kKnown) {
    if (known.major != v.major || known.minor != v.minor) continue;
    if (fields == 2) return known;
    if (v.patch >= 0 && v.patch <= known.patch) return v;
  }
  return std::nullopt;
}

bool Version::at_least(int major_, int minor_, int patch_) const {
  return std::tie(major, minor, patch) >= std::tie(major_, minor_, patch_);
}

std::string Version::str() const {
  return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
}

}  // namespace host
