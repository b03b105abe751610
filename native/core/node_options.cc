#include "node_options.h"

#include <sstream>
#include <string_view>

namespace flbnode {

namespace {

enum class Scope { kProcess, kEnvironment };
enum class Value { kNone, kNumber, kWord };

struct Allowed {
  std::string_view name;
  Scope scope;
  Value value = Value::kNone;
};

// Neither runs code that is not in the plugin, nor opens a port or a file, nor changes how the process ends, what it is
// called, its signals, its limits or the OpenSSL that Fluent Bit shares. The heap is node.heap_mb.
constexpr Allowed kAllowed[] = {
    {"--disable-proto", Scope::kProcess, Value::kWord},
    {"--disallow-code-generation-from-strings", Scope::kProcess},
    {"--jitless", Scope::kProcess},
    {"--max-semi-space-size", Scope::kProcess, Value::kNumber},
    {"--stack-trace-limit", Scope::kProcess, Value::kNumber},
    {"--tls-cipher-list", Scope::kProcess, Value::kWord},
    {"--use-bundled-ca", Scope::kProcess},
    {"--use-openssl-ca", Scope::kProcess},
    {"--dns-result-order", Scope::kEnvironment, Value::kWord},
    {"--enable-source-maps", Scope::kEnvironment},
    {"--max-http-header-size", Scope::kEnvironment, Value::kNumber},
    {"--network-family-autoselection-attempt-timeout", Scope::kEnvironment, Value::kNumber},
    {"--no-deprecation", Scope::kEnvironment},
    {"--no-network-family-autoselection", Scope::kEnvironment},
    {"--no-warnings", Scope::kEnvironment},
    {"--pending-deprecation", Scope::kEnvironment},
    {"--tls-max-v1.2", Scope::kEnvironment},
    {"--tls-max-v1.3", Scope::kEnvironment},
    {"--tls-min-v1.2", Scope::kEnvironment},
    {"--tls-min-v1.3", Scope::kEnvironment},
    {"--trace-deprecation", Scope::kEnvironment},
    {"--trace-uncaught", Scope::kEnvironment},
    {"--trace-warnings", Scope::kEnvironment},
    {"--use-system-ca", Scope::kEnvironment},
};

// What is asked for most often, and what to do instead. By the beginning of the name.
constexpr struct {
  std::string_view prefix;
  const char* reason;
} kReasons[] = {
    {"--inspect", "use node.inspect"},
    {"--debug", "use node.inspect"},
    {"--permission", "use node.permissions"},
    {"--experimental-permission", "use node.permissions"},
    {"--allow-", "use node.permissions"},
    {"--max-old-space-size", "use node.heap_mb"},
    {"--max-heap-size", "use node.heap_mb"},
    {"--require", "it runs code that is not in the plugin"},
    {"-r", "it runs code that is not in the plugin"},
    {"--import", "it runs code that is not in the plugin"},
    {"--loader", "it runs code that is not in the plugin"},
    {"--experimental-loader", "it runs code that is not in the plugin"},
    {"--eval", "it runs code that is not in the plugin"},
    {"--env-file", "it changes the environment of Fluent Bit"},
    {"--openssl", "Fluent Bit may share this OpenSSL"},
    {"--abort", "it would end Fluent Bit with the plugin"},
    {"--title", "it renames the process of Fluent Bit"},
};

constexpr const char* kUnknown = "it is not known to be safe inside Fluent Bit's process";

const Allowed* Find(std::string_view name) {
  for (const Allowed& allowed : kAllowed) {
    if (allowed.name == name) return &allowed;
  }
  return nullptr;
}

const char* ReasonOf(std::string_view name) {
  for (const auto& [prefix, reason] : kReasons) {
    if (name.substr(0, prefix.size()) == prefix) return reason;
  }
  return kUnknown;
}

// Null: the value is fine.
const char* CheckValue(const Allowed& option, bool has_value, std::string_view value) {
  if (option.value == Value::kNone) return has_value ? "it takes no value" : nullptr;
  if (value.empty()) return "its value has to follow after a =";
  const bool is_number = value.find_first_not_of("0123456789") == std::string_view::npos;
  return option.value == Value::kNumber && !is_number ? "its value has to be a whole number" : nullptr;
}

}  // namespace

NodeOptions ParseNodeOptions(const std::string& text) {
  NodeOptions options;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const size_t equals = word.find('=');
    const bool has_value = equals != std::string::npos;
    std::string name = word.substr(0, equals);
    // Node takes an underscore for a hyphen.
    for (size_t at = 2; at < name.size(); ++at) {
      if (name[at] == '_') name[at] = '-';
    }
    const Allowed* allowed = Find(name);
    const std::string_view value = has_value ? std::string_view(word).substr(equals + 1) : std::string_view();
    const char* reason = allowed == nullptr ? ReasonOf(name) : CheckValue(*allowed, has_value, value);
    if (reason != nullptr) return {{}, {}, word, reason};
    (allowed->scope == Scope::kProcess ? options.process : options.environment).push_back(word);
  }
  return options;
}

std::string AllowedNodeOptions() {
  std::string list;
  for (const Allowed& allowed : kAllowed) {
    if (!list.empty()) list += ", ";
    list += allowed.name;
    if (allowed.value != Value::kNone) list += '=';
  }
  return list;
}

}  // namespace flbnode
