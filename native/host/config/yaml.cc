// Fluent Bit's YAML format: env, service, plugins, customs, pipeline.inputs, pipeline.filters, pipeline.outputs.
#include <yaml-cpp/yaml.h>

#include <cctype>
#include <cstring>

#include "config/config_file.h"
#include "log.h"

namespace host {
namespace {

// camelCase becomes snake_case; a key with an underscore is only lowercased, one that does not begin with a
// lowercase letter stays as it is. The same rules as Fluent Bit's.
std::string translate_key(const std::string& key) {
  if (key.empty() || !std::islower(static_cast<unsigned char>(key[0]))) return key;
  const bool snake = key.find('_') != std::string::npos;
  std::string out;
  for (const char c : key) {
    if (!snake && std::isupper(static_cast<unsigned char>(c))) out += '_';
    out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

[[noreturn]] void fail(const YAML::Node& node, const std::string& what) {
  throw ConfigError(what + " (line " + std::to_string(node.Mark().line + 1) + ")");
}

class Reader {
 public:
  Reader(const std::string& text, ConfigFile* file) : text_(text), file_(file) {}

  void read(const YAML::Node& root) {
    if (root.IsNull()) return;
    if (!root.IsMap()) throw ConfigError("expected a map at the top level");
    for (const auto& entry : root) {
      const std::string key = entry.first.Scalar();
      const YAML::Node& value = entry.second;
      if (key == "env") {
        for (const auto& var : value) file_->env[var.first.Scalar()] = scalar(var.second);
      } else if (key == "service") {
        if (!value.IsNull()) file_->service = section(value);
      } else if (key == "plugins") {
        for (const auto& path : value) file_->plugins.push_back(scalar(path));
      } else if (key == "customs") {
        sections(value, &file_->customs);
      } else if (key == "pipeline") {
        sections(value["inputs"], &file_->inputs);
        sections(value["outputs"], &file_->outputs);
        sections(value["filters"], &file_->filters);
      } else {
        log_warn("[config] section '%s' is ignored by flb-node-host", key.c_str());
      }
    }
  }

 private:
  void sections(const YAML::Node& node, std::vector<Section>* out) {
    if (!node || node.IsNull()) return;
    if (!node.IsSequence()) fail(node, "expected a list");
    for (const auto& item : node) out->push_back(section(item));
  }

  Section section(const YAML::Node& node) {
    if (!node.IsMap()) fail(node, "expected a map of properties");
    Section out;
    for (const auto& entry : node) {
      const std::string key = translate_key(entry.first.Scalar());
      if (key == "processors") fail(node, "'processors' is not supported by flb-node-host");
      if (entry.second.IsSequence()) {
        for (const auto& item : entry.second) out.entries.push_back({key, scalar(item)});
      } else {
        out.entries.push_back({key, scalar(entry.second)});
      }
    }
    return out;
  }

  // To Fluent Bit every plain value is text, so that `name: null` names the output called null. yaml-cpp has
  // forgotten that text, but not where it was.
  std::string scalar(const YAML::Node& node) {
    if (node.IsScalar()) return node.Scalar();
    if (!node.IsNull()) fail(node, "expected a plain value");
    if (node.Mark().is_null()) return "";
    const std::size_t at = static_cast<std::size_t>(node.Mark().pos);
    for (const char* const word : {"null", "Null", "NULL", "~"}) {
      const std::size_t length = std::strlen(word);
      if (text_.compare(at, length, word) != 0) continue;
      const char after = at + length < text_.size() ? text_[at + length] : '\n';
      if (std::strchr(" \t\r\n,]}", after) != nullptr) return word;
    }
    return "";
  }

  const std::string& text_;
  ConfigFile* file_;
};

}  // namespace

ConfigFile read_yaml(const std::string& path, const std::string& text) {
  ConfigFile file;
  file.yaml = true;
  try {
    Reader(text, &file).read(YAML::Load(text));
  } catch (const YAML::Exception& error) {
    throw ConfigError(path + ": " + error.what());
  } catch (const ConfigError& error) {
    throw ConfigError(path + ": " + error.what());
  }
  return file;
}

}  // namespace host
