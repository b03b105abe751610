// One line in the host's log from an entry of the error table (src/errors.ts).
#pragma once

#include <stdio.h>

#include "error_table.h"
#include "fluent_bit_abi.h"
#include "identity.h"

namespace flbnode_dso {

// The message's %s take `args`, C strings, in order. Static: Init runs on stacks of the host's choosing.
template <typename... Args>
void LogError(const flb::Api& host, const flbnode::errors::Entry& entry, Args... args) {
  char message[1536];
  snprintf(message, sizeof(message), entry.message, args...);
  host.log_print(flb::kLogError, nullptr, 0, "[fluent-bit-node] %s: %s [%s] -> %s", flbnode_identity.name, message,
                 entry.code, entry.fix);
}

}  // namespace flbnode_dso
