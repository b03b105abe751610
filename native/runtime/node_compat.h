// All that differs between libnode 18, 20, 22 and 24, in one place.
#pragma once

#include <node.h>
#include <node_version.h>
#include <uv.h>

namespace flbnode::compat {

// Fluent Bit's process is not ours: no chdir, umask or setuid from JavaScript (kOwnsProcessState is not set), no
// listening to SIGUSR1 (nor is kOwnsInspector), and an inspector only where node.inspect asks for it.
inline node::EnvironmentFlags::Flags EnvironmentFlags(bool inspector) {
  uint64_t flags = node::EnvironmentFlags::kTrackUnmanagedFds;
  if (!inspector) flags |= node::EnvironmentFlags::kNoCreateInspector;
  return static_cast<node::EnvironmentFlags::Flags>(flags);
}

// The second argument of v8::OOMErrorCallback.
#if NODE_MAJOR_VERSION >= 20
using OutOfMemoryDetails = const v8::OOMDetails&;
#else
using OutOfMemoryDetails = bool;
#endif

}  // namespace flbnode::compat
