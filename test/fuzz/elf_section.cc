// native/core/elf_section: the file that replaced a plugin's.
#include "core/elf_section.h"

#include "input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const auto section = flbnode::ElfSection(file, ".flbnode.flbnode_bundle");
  if (section.has_value() && !section->empty()) {
    fuzz::Require(section->data() >= file.data() && section->data() + section->size() <= file.data() + file.size());
  }
  return 0;
}
