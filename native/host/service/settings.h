// What the command line says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "version.h"

namespace host {

struct Settings {
  std::string config_path;
  Version version;
  std::optional<int> log_level;  // -v: stronger than the configuration
  std::uint64_t records = 0;     // stop after so many were delivered; 0: never
  double seconds = 0;            // stop after so long; 0: never
};

}  // namespace host
