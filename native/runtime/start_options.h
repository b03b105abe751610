// What an instance's section says of how Node is to be started: read before there is any JavaScript.
#pragma once

#include <optional>
#include <string>

#include "core/node_options.h"
#include "host_instance.h"
#include "node_platform.h"

namespace flbnode {

// `node.options`, or with its value `inherit` the variable NODE_OPTIONS, parsed.
NodeOptions NodeOptionsOf(HostInstance& host);

// Nothing, with a reason, when node.options has what is not allowed.
std::optional<NodePlatform::StartOptions> StartOptionsOf(HostInstance& host, std::string* error);

}  // namespace flbnode
