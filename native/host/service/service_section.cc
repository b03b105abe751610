// [SERVICE], plugins_file and the opening of DSOs.
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>

#include "config/values.h"
#include "log.h"
#include "service/service.h"

namespace host {
namespace {

std::string directory_of(const std::string& path) {
  char* const real = realpath(path.c_str(), nullptr);
  std::string directory = real != nullptr ? real : path;
  std::free(real);
  return directory.substr(0, directory.rfind('/') + 1);
}

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

bool Service::apply_service(const Section& section) {
  for (const KeyValue& entry : section.entries) {
    const std::string value = translate(entry.value);
    if (same_key(entry.key, "flush")) {
      options_.flush = std::atof(value.c_str());
    } else if (same_key(entry.key, "grace")) {
      options_.grace = std::atoi(value.c_str());
    } else if (same_key(entry.key, "log_level")) {
      const auto level = parse_log_level(value);
      if (!level) {
        log_error("[config] invalid log_level '%s'", value.c_str());
        return false;
      }
      if (!settings_.log_level) log_setup(*level, settings_.version.log_milliseconds());
    } else if (same_key(entry.key, "plugins_file")) {
      if (!load_plugins_file(value)) return false;
    } else if (same_key(entry.key, "hot_reload")) {
      reload_.enabled = parse_bool(value).value_or(false);
    } else if (same_key(entry.key, "http_server")) {
      options_.http_server = parse_bool(value).value_or(false);
    } else if (same_key(entry.key, "http_listen")) {
      options_.http_listen = value;
    } else if (same_key(entry.key, "http_port")) {
      options_.http_port = std::atoi(value.c_str());
    } else if (same_key(entry.key, "scheduler.base")) {
      options_.scheduler_base = std::atoi(value.c_str());
    } else if (same_key(entry.key, "scheduler.cap")) {
      options_.scheduler_cap = std::atoi(value.c_str());
    }
    // The rest of Fluent Bit's service keys changes nothing here.
  }
  if (options_.flush > 0) return true;
  log_error("[config] flush must be above 0");
  return false;
}

// As it is, then relative to the configuration's folder. The DSO paths inside are the dynamic loader's business:
// with a slash they are relative to the working directory.
bool Service::load_plugins_file(const std::string& path) {
  struct stat info;
  std::string found = path;
  if (stat(path.c_str(), &info) == -1 && errno == ENOENT) {
    if (path.empty() || path[0] == '/') {
      log_error("plugins_file not found");
      return false;
    }
    found = directory_of(settings_.config_path) + path;
  }
  for (const std::string& dso : read_config_file(found).plugins) {
    if (!load_plugin(dso)) return false;
  }
  return true;
}

bool Service::load_plugin(const std::string& path) {
  if (base_name(path).compare(0, 4, "flb-") == 0) {
    auto native = NativeFilter::open(path, settings_.version);
    if (!native) {
      log_error("[plugin] error loading DSO C plugin: %s", path.c_str());
      return false;
    }
    native_filters_.push_back(std::move(native));
    return true;
  }
  auto proxy = Proxy::open(path, settings_.version, hot_reloading_);
  if (!proxy) {
    log_error("[plugin] error loading proxy plugin: %s", path.c_str());
    return false;
  }
  proxies_.push_back(std::move(proxy));
  return true;
}

}  // namespace host
