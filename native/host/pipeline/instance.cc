#include "pipeline/instance.h"

#include <strings.h>

#include <cstring>

#include "config/values.h"

namespace host {

bool same_key(const std::string& a, const char* b) { return strcasecmp(a.c_str(), b) == 0; }

bool key_in(const std::string& key, const char* const* table, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t length = std::strlen(table[i]);
    if (table[i][length - 1] == '.' ? strncasecmp(key.c_str(), table[i], length) == 0 : same_key(key, table[i])) {
      return true;
    }
  }
  return false;
}

Instance::Instance(const char* kind, std::string plugin, int id)
    : kind_(kind), plugin_(std::move(plugin)), id_(id), name_(plugin_ + '.' + std::to_string(id)) {}

Instance::~Instance() = default;

const char* Instance::property(const char* key) const {
  for (const Property& property : properties_) {
    if (same_key(property.key, key)) return property.null ? nullptr : property.value.c_str();
  }
  return nullptr;
}

void Instance::log(int level, const char* fmt, ...) const {
  if (log_level() < level) return;
  const std::string format = std::string("[") + kind_ + ':' + plugin_ + ':' + label() + "] " + fmt;
  va_list args;
  va_start(args, fmt);
  log_print(level, format.c_str(), args);
  va_end(args);
}

bool Instance::set_common(const std::string& key, const std::string& value, bool* known) {
  *known = true;
  if (same_key(key, "alias") && !value.empty()) {
    alias_ = value;
    return true;
  }
  if (same_key(key, "log_level") && !value.empty()) {
    const auto level = parse_log_level(value);
    if (level) log_level_ = *level;
    return level.has_value();
  }
  *known = false;
  return true;
}

void Instance::add_property(const std::string& key, const std::string& value, bool null_when_empty) {
  properties_.push_back({key, value, null_when_empty && value.empty()});
}

}  // namespace host
