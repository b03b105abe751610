#include "pipeline/config_map.h"

#include <strings.h>

#include <cstdint>
#include <cstring>

namespace host {
namespace {

// struct flb_config_map of 5.1.1: 104 bytes, the rest being Fluent Bit's own.
struct Entry {
  int type;
  const char* name;
  const char* default_value;
  int flags;
  int set_property;
  std::uintptr_t offset;
  const char* description;
  char internal[56];
};
static_assert(sizeof(Entry) == 104);

constexpr int kPrefix = 1;      // FLB_CONFIG_MAP_STR_PREFIX
constexpr int kDeprecated = 7;  // FLB_CONFIG_MAP_DEPRECATED
constexpr int kMultiple = 1;    // FLB_CONFIG_MAP_MULT

const Entry* find(const Entry* map, const std::string& key) {
  for (const Entry* entry = map; entry->name != nullptr; ++entry) {
    const std::size_t length = std::strlen(entry->name);
    if (entry->type == kPrefix ? key.size() <= length : key.size() != length) continue;
    if (strncasecmp(key.c_str(), entry->name, length) == 0) return entry;
  }
  return nullptr;
}

std::string allowed(const Entry* map) {
  std::string names;
  for (const Entry* entry = map; entry->name != nullptr; ++entry) {
    const bool last = entry[1].name == nullptr;
    names += (last && entry != map ? "and " : "") + std::string(entry->name) + (last ? "." : ", ");
  }
  return "The following properties are allowed: " + names;
}

}  // namespace

bool check_properties(const Instance& instance, const void* map) {
  if (map == nullptr) return true;
  const auto* entries = static_cast<const Entry*>(map);
  for (const Instance::Property& property : instance.properties()) {
    const std::string& key = property.key;
    if (same_key(key, "active") || same_key(key, "condition")) continue;
    const Entry* const entry = find(entries, key);
    if (entry == nullptr) {
      log_error("[config] %s: unknown configuration property '%s'. %s", instance.plugin().c_str(), key.c_str(),
                allowed(entries).c_str());
      return false;
    }
    if (entry->type == kDeprecated) {
      log_warn("[config] %s: '%s' is deprecated", instance.plugin().c_str(), key.c_str());
    }
    int count = 0;
    for (const Instance::Property& other : instance.properties()) count += same_key(other.key, key.c_str()) ? 1 : 0;
    if (count > 1 && (entry->flags & kMultiple) == 0) {
      log_error("[config] %s: configuration property '%s' is set %i times", instance.plugin().c_str(), key.c_str(),
                count);
      return false;
    }
  }
  return true;
}

}  // namespace host
