// flb-node-host: opens plugin DSOs exactly as Fluent Bit does, and runs a small pipeline. A test instrument.
#include <CLI/CLI.hpp>

#include "config/values.h"
#include "log.h"
#include "service/run.h"

namespace {

constexpr int kUsageError = 2;

std::string check_version(const std::string& text) {
  return host::Version::parse(text) ? "" : "unknown Fluent Bit version '" + text + "'";
}

std::string check_level(const std::string& text) {
  return host::parse_log_level(text) ? "" : "unknown log level '" + text + "'";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Opens Fluent Bit proxy plugins as Fluent Bit does and runs a small pipeline.", "flb-node-host");
  host::Settings settings;
  std::string version = settings.version.str();
  std::string level;
  app.add_option("-c,--config", settings.config_path, "Configuration, YAML (*.yaml, *.yml) or classic")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("--as", version, "Fluent Bit version to act as: 2.2, 3.2, 4.0, 4.1, 4.2, 5.0, 5.1 or X.Y.Z")
      ->check(check_version);
  app.add_option("--records", settings.records, "Stop cleanly after so many records were delivered to outputs");
  app.add_option("--seconds", settings.seconds, "Stop cleanly after so many seconds")->check(CLI::NonNegativeNumber);
  app.add_option("-v,--log-level", level, "off, error, warn, info, debug, trace; overrides the configuration")
      ->check(check_level);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageError;
  }
  settings.version = *host::Version::parse(version);
  if (!level.empty()) settings.log_level = host::parse_log_level(level);
  return host::run(settings);
}
