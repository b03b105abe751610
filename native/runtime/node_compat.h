// All that differs between libnode 18, 20, 22 and 24, in one place.
#pragma once

#include <node.h>
#include <node_version.h>
#include <uv.h>

namespace flbnode::compat {

// Environment flags: Fluent Bit's process is not ours, so no inspector on SIGUSR1 and no chdir, umask or setuid from
// JavaScript. kNoStartDebugSignalHandler exists from Node 20.? on; without an inspector of our own it has no effect.
constexpr auto kEnvironmentFlags = static_cast<node::EnvironmentFlags::Flags>(
    node::EnvironmentFlags::kTrackUnmanagedFds | node::EnvironmentFlags::kNoCreateInspector);

}  // namespace flbnode::compat
