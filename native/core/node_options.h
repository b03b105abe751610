// `node.options`: which of Node's options may be given inside Fluent Bit's process.
#pragma once

#include <string>
#include <vector>

namespace flbnode {

struct NodeOptions {
  // Of V8 and of Node as a whole: the first instance of the process decides.
  std::vector<std::string> process;
  // Of an environment: each instance has its own.
  std::vector<std::string> environment;
  // The first word that is not allowed, and why; empty when all are.
  std::string refused;
  std::string reason;
};

// `text`: options separated by spaces. Values follow a `=`; nothing can be quoted.
NodeOptions ParseNodeOptions(const std::string& text);

// The options that are allowed, for a message.
std::string AllowedNodeOptions();

}  // namespace flbnode
