// What `flb-node build --prebuilt` (src/cli/build/elf-template.ts) writes into: a section of a fixed size in place, and
// the sections of payload.ld, which it makes as long as they have to be. Nothing else of this file is ever read by the
// compiler: a source that uses these values must not see that they are empty here.
#include "identity.h"

#include "flbnode.h"

#define SECTION(name) __attribute__((used, section(".flbnode." name)))

#pragma GCC visibility push(hidden)
extern "C" {
SECTION("flbnode_identity") const flbnode_dso::Identity flbnode_identity = {FLBNODE_ABI_VERSION, 0, 0, 0, 0, {}, {}};
SECTION("flbnode_bundle") const char flbnode_bundle_start[1] = {};
}
#pragma GCC visibility pop
