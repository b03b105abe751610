#include "config/config_file.h"

#include <strings.h>

#include <fstream>
#include <iterator>

namespace host {
namespace {

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

}  // namespace

const std::string* Section::find(const std::string& key) const {
  for (const KeyValue& entry : entries) {
    if (strcasecmp(entry.key.c_str(), key.c_str()) == 0) return &entry.value;
  }
  return nullptr;
}

ConfigFile read_config_file(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw ConfigError("cannot open " + path);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return ends_with(path, ".yaml") || ends_with(path, ".yml") ? read_yaml(path, text) : read_classic(path, text);
}

}  // namespace host
