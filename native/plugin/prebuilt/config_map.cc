// The options of a prebuilt plugin, out of the section behind the bundle. A compiled one has them as an array; here the
// pointers of such an array would need relocations, so it is made at the first registration.
#include <cstdlib>
#include <cstring>

#include "identity.h"

namespace {

using flb::ConfigMapEntry;

// Present even in a template, so that the build has something to make longer. src/cli/build/payload.ts writes it: the
// number of options as 32 bits, all set when they are not known; then for each a byte with its type, its name, a byte
// that is 1 when there is a default, the default and the description, each text ended by a zero byte.
__attribute__((used, section(".flbnode.flbnode_options"))) const unsigned char options[] = {0xff, 0xff, 0xff, 0xff};

class Reader {
 public:
  explicit Reader(const char* at) : at_(at) {}
  int Byte() { return *at_++; }
  int32_t Number() {
    int32_t value;
    memcpy(&value, at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  const char* Text() {
    const char* text = at_;
    at_ += strlen(text) + 1;
    return text;
  }

 private:
  const char* at_;
};

const ConfigMapEntry* Read() {
  // Not by its own address, which is that in the template.
  Reader reader(flbnode_bundle_start + flbnode_identity.bundle_size + 1);
  const int32_t count = reader.Number();
  if (count < 0) return nullptr;
  // The last one, all zeros, ends it.
  auto* map = static_cast<ConfigMapEntry*>(calloc(static_cast<size_t>(count) + 1, sizeof(ConfigMapEntry)));
  for (int32_t index = 0; map != nullptr && index < count; ++index) {
    ConfigMapEntry& entry = map[index];
    entry.type = reader.Byte();
    entry.name = reader.Text();
    const bool has_default = reader.Byte() != 0;
    const char* default_value = reader.Text();
    if (has_default) entry.default_value = default_value;
    entry.description = reader.Text();
  }
  return map;
}

}  // namespace

// Main thread. No initialiser that runs: guards against threads would take 90 KB of the C++ library.
extern "C" const ConfigMapEntry* flbnode_config_map() {
  static bool was_read = false;
  static const ConfigMapEntry* map = nullptr;
  if (!was_read) map = Read();
  was_read = true;
  return map;
}
