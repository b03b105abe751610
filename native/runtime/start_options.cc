#include "start_options.h"

#include <cstdlib>

#include "core/error_text.h"
#include "error_table.h"

namespace flbnode {

namespace {

// Fluent Bit's classic format keeps quotes.
std::string Unquoted(HostInstance& host, const char* key) {
  std::string value = host.Property(key).value_or("");
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
  return value;
}

}  // namespace

NodeOptions NodeOptionsOf(HostInstance& host) {
  std::string options = Unquoted(host, "node.options");
  if (options == "inherit") {
    const char* inherited = getenv("NODE_OPTIONS");
    options = inherited != nullptr ? inherited : "";
  }
  return ParseNodeOptions(options);
}

std::optional<NodePlatform::StartOptions> StartOptionsOf(HostInstance& host, std::string* error) {
  const NodeOptions options = NodeOptionsOf(host);
  if (!options.refused.empty()) {
    *error = ErrorText(errors::kNodeOption, {options.refused, options.reason, AllowedNodeOptions()});
    return std::nullopt;
  }
  return NodePlatform::StartOptions{options.process, !Unquoted(host, "node.inspect").empty()};
}

}  // namespace flbnode
