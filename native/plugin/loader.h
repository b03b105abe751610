// Finds and opens the runtime.
#pragma once

#include "flbnode.h"
#include "fluent_bit_abi.h"

namespace flbnode_dso {

// The process's runtime, opened at the first call. Null when there is none of this ABI version: one line in the host's
// log says what was tried. Any thread.
const flbnode_api* Runtime(const flb::Api& host);

// What this DSO is, for the runtime. Points into its read-only data.
flbnode_plugin Self();

}  // namespace flbnode_dso
