// What this DSO is. A compiled plugin has it from the source file that cmake/describe.mjs writes from the plugin's own
// registration; in a prebuilt one (prebuilt/) `flb-node build --prebuilt` writes it into the file. So it is one structure
// of a fixed layout, which src/cli/build/payload.ts knows too.
#pragma once

#include <cstddef>
#include <cstdint>

#include "fluent_bit_abi.h"

namespace flbnode_dso {

struct Identity {
  uint32_t abi_version;  // FLBNODE_ABI_VERSION
  int32_t type;          // flb::PluginType
  int32_t event_types;   // bits of flb::EventType; outputs only, else 0
  uint32_t reserved;
  uint64_t bundle_size;  // bytes from flbnode_bundle_start; a zero byte follows
  char name[128];
  char description[1024];
};
static_assert(offsetof(Identity, bundle_size) == 16 && offsetof(Identity, name) == 24 &&
              offsetof(Identity, description) == 152 && sizeof(Identity) == 1176);

}  // namespace flbnode_dso

#pragma GCC visibility push(hidden)
extern "C" {
extern const flbnode_dso::Identity flbnode_identity;
extern const char flbnode_bundle_start[];
// Proxy plugins only. The same at each call, and never freed. Null: what a section may hold is not known.
const flb::ConfigMapEntry* flbnode_config_map();
}
#pragma GCC visibility pop
