#include "proxy/native_filter.h"

#include <dlfcn.h>

#include <cstring>

#include "log.h"

namespace host {
namespace {

constexpr char kPrefix[] = "flb-";
constexpr char kExtension[] = ".so";

// "flb-filter_redact.so": "filter_redact_plugin". Empty, and logged, for other names.
std::string structure_name(const std::string& path) {
  const std::string base = path.substr(path.rfind('/') + 1);
  const std::size_t before = sizeof kPrefix - 1, after = sizeof kExtension - 1;
  const bool ends = base.size() > before + after && base.compare(base.size() - after, after, kExtension) == 0;
  if (!ends) {
    log_error("[plugin] invalid plugin extension: %s", base.c_str());
    return "";
  }
  const std::string name = base.substr(before, base.size() - before - after);
  if (name.compare(0, 7, "filter_") != 0) {
    log_error("[host] %s: of native (C) plugins flb-node-host supports filters only", path.c_str());
    return "";
  }
  return name + "_plugin";
}

}  // namespace

std::unique_ptr<NativeFilter> NativeFilter::open(const std::string& path, const Version& version) {
  void* const handle = dlopen(path.c_str(), RTLD_LAZY);
  if (handle == nullptr) {
    log_error("[plugin] dlopen() %s", dlerror());
    return nullptr;
  }
  const std::string symbol_name = structure_name(path);
  const void* const symbol = symbol_name.empty() ? nullptr : dlsym(handle, symbol_name.c_str());
  if (symbol != nullptr) return std::unique_ptr<NativeFilter>(new NativeFilter(handle, symbol, version));
  if (!symbol_name.empty()) {
    log_error("[plugin] cannot load plugin '%s', registration structure is missing '%s'", path.c_str(),
              symbol_name.c_str());
  }
  dlclose(handle);
  return nullptr;
}

NativeFilter::NativeFilter(void* handle, const void* symbol, const Version& version)
    : handle_(handle), plugin_(version.filter_plugin_size()) {
  std::memcpy(plugin_.get(), symbol, version.filter_plugin_size());
}

NativeFilter::~NativeFilter() { dlclose(handle_); }

}  // namespace host
