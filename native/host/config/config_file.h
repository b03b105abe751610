// A configuration file as written, in either format, before anything is made of it. Main thread.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace host {

struct KeyValue {
  std::string key;
  std::string value;
};

// One [INPUT], [OUTPUT], ... with its keys in the order of the file. A YAML list is repeated keys, as in
// Fluent Bit, whose look-up then finds the first.
struct Section {
  std::vector<KeyValue> entries;
  const std::string* find(const std::string& key) const;  // case-insensitive; NULL when absent
};

struct ConfigFile {
  Section service;
  std::vector<Section> customs, inputs, filters, outputs;
  std::vector<std::string> plugins;        // the paths to load, in order
  bool yaml = false;
  std::map<std::string, std::string> env;  // `env:` and @SET
};

class ConfigError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Chosen by the file's ending: .yaml and .yml, else the classic format. Throws ConfigError.
ConfigFile read_config_file(const std::string& path);
// The two, of text. `path` is for messages, and for @INCLUDE, which is relative to it.
ConfigFile read_yaml(const std::string& path, const std::string& text);
ConfigFile read_classic(const std::string& path, const std::string& text);

}  // namespace host
