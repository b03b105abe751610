// The host's configuration files, in either format, and the values in them.
#include "config/config_file.h"
#include "config/values.h"
#include "input.h"
#include "log.h"

namespace {

void ReadValues(const host::ConfigFile& file, const host::Section& section) {
  for (const auto& [key, value] : section.entries) {
    host::parse_bool(value);
    host::parse_size(value);
    host::parse_log_level(value);
    host::translate_env(file.env, value);
    fuzz::Require(section.find(key) != nullptr);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Input input(data, size);
  const bool yaml = input.Take<uint8_t>() % 2 == 0;
  const std::string text(input.Rest());
  host::log_setup(0, false);
  try {
    // A folder that is not there: @INCLUDE finds nothing.
    const auto file = yaml ? host::read_yaml("/nowhere/a.yaml", text) : host::read_classic("/nowhere/a.conf", text);
    ReadValues(file, file.service);
    for (const auto* sections : {&file.customs, &file.inputs, &file.filters, &file.outputs}) {
      for (const host::Section& section : *sections) ReadValues(file, section);
    }
  } catch (const host::ConfigError&) {
    // The documented answer.
  }
  return 0;
}
