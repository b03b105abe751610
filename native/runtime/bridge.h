// JavaScript's way into the runtime: the linked binding `flbnode`.
#pragma once

#include <node_api.h>

namespace node {
class Environment;
}

namespace flbnode {

// Makes `process._linkedBinding('flbnode')` work in this environment and in its Workers.
void AddBridge(node::Environment* env);

// Puts this library's symbols and libnode's into the global scope: without it `.node` addons die with "undefined symbol:
// napi_...". (Fluent Bit opened us RTLD_LOCAL.) Their own libraries, and Fluent Bit, bind to nothing new by that: what is
// global already comes first, and of ours it is Node-API's functions (addon_guard/) and the allocator's (alloc.cc).
void PromoteLibnode();

}  // namespace flbnode
