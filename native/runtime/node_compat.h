// All that differs between libnode 18, 20, 22 and 24, in one place.
#pragma once

#include <node.h>
#include <node_version.h>
#include <uv.h>

namespace flbnode::compat {

// Fluent Bit's process is not ours: no inspector (it would listen to SIGUSR1), and no chdir, umask or setuid from
// JavaScript (kOwnsProcessState is not set).
constexpr auto kEnvironmentFlags = static_cast<node::EnvironmentFlags::Flags>(
    node::EnvironmentFlags::kTrackUnmanagedFds | node::EnvironmentFlags::kNoCreateInspector);

}  // namespace flbnode::compat
