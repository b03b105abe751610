#include "service/service.h"

#include <strings.h>

#include "builtin/builtin.h"
#include "config/values.h"
#include "log.h"

namespace host {

std::unique_ptr<Service> Service::load(const Settings& settings, bool hot_reloading) {
  std::unique_ptr<Service> service(new Service(settings, hot_reloading));
  try {
    if (service->build(read_config_file(settings.config_path))) return service;
  } catch (const ConfigError& error) {
    log_error("[config] %s", error.what());
  }
  log_error("configuration file contains errors, aborting.");
  return nullptr;
}

Service::~Service() {
  // The instances first: they use their proxies. Then by kind, in the order of registration.
  inputs_.clear();
  filters_.clear();
  outputs_.clear();
  customs_.clear();
  for (const int type : {flb::kCustom, flb::kInput, flb::kOutput}) {
    for (auto& proxy : proxies_) {
      if (proxy && proxy->registered() && proxy->type() == type) proxy.reset();
    }
  }
}

bool Service::check() const {
  for (const auto& input : inputs_) {
    if (!input->check()) return false;
  }
  for (const auto& output : outputs_) {
    if (!output->check()) return false;
  }
  return true;
}

bool Service::build(const ConfigFile& file) {
  env_ = file.env;
  if (!apply_service(file.service)) return false;
  if (!file.plugins.empty() && !file.yaml) {
    // Fluent Bit takes the key for the path here, and fails: [PLUGINS] belongs to the plugins_file.
    log_error("[proxy] error opening plugin path: 'path: cannot open shared object file: No such file or directory'");
    log_error("[host] [PLUGINS] works only in the file that 'plugins_file' names");
    return false;
  }
  if (!file.plugins.empty() && !settings_.version.yaml_plugins()) {
    log_warn("[host] Fluent Bit %s has no 'plugins' in YAML, only 'plugins_file'", settings_.version.str().c_str());
  }
  for (const std::string& path : file.plugins) {
    if (!load_plugin(path)) return false;
  }
  return make_instances("custom", file.customs, &customs_) && make_instances("input", file.inputs, &inputs_) &&
         make_instances("filter", file.filters, &filters_) && make_instances("output", file.outputs, &outputs_);
}

std::string Service::translate(const std::string& text) const { return translate_env(env_, text); }

template <typename Kind>
bool Service::make_instances(const char* kind, const std::vector<Section>& sections,
                             std::vector<std::unique_ptr<Kind>>* out) {
  for (const Section& section : sections) {
    const std::string* const name = section.find("name");
    if (name == nullptr) {
      log_error("[config] section '%s' is missing the 'name' property", kind);
      return false;
    }
    // Ids count all instances of a kind, whatever their plugin.
    auto instance = make(translate(*name), static_cast<int>(out->size()), static_cast<Kind*>(nullptr));
    if (!instance) {
      log_error("[config] section '%s' tried to instance a plugin name that doesn't exist", name->c_str());
      return false;
    }
    for (const KeyValue& entry : section.entries) {
      if (same_key(entry.key, "name")) continue;
      if (instance->set(entry.key, translate(entry.value))) continue;
      log_error("[config] could not configure property '%s' on %s plugin with section name '%s'", entry.key.c_str(),
                kind, name->c_str());
      return false;
    }
    out->push_back(std::move(instance));
  }
  return true;
}

Proxy* Service::find_proxy(int type, const std::string& name) const {
  for (const auto& proxy : proxies_) {
    if (!proxy->registered() || proxy->type() != type) continue;
    // Customs are looked up as written, the others without regard to case.
    if (type == flb::kCustom ? proxy->name() == name : strcasecmp(proxy->name().c_str(), name.c_str()) == 0) {
      return proxy.get();
    }
  }
  return nullptr;
}

std::unique_ptr<Custom> Service::make(const std::string& name, int id, Custom*) {
  Proxy* const proxy = find_proxy(flb::kCustom, name);
  if (proxy == nullptr) return nullptr;
  return std::make_unique<Custom>(proxy->name(), id, make_proxy_custom(proxy), proxy->config_map());
}

std::unique_ptr<Input> Service::make(const std::string& name, int id, Input*) {
  const Version& version = settings_.version;
  if (auto builtin = make_builtin_input(name)) {
    return std::make_unique<Input>(name, id, std::move(builtin), version, nullptr);
  }
  Proxy* const proxy = find_proxy(flb::kInput, name);
  if (proxy == nullptr) return nullptr;
  return std::make_unique<Input>(proxy->name(), id, make_proxy_input(proxy, &reload_), version, proxy->config_map());
}

std::unique_ptr<Filter> Service::make(const std::string& name, int id, Filter*) {
  for (const auto& native : native_filters_) {
    if (strcasecmp(native->name().c_str(), name.c_str()) == 0) return std::make_unique<Filter>(id, native.get());
  }
  return nullptr;
}

std::unique_ptr<Output> Service::make(const std::string& name, int id, Output*) {
  const Version& version = settings_.version;
  if (auto builtin = make_builtin_output(name)) {
    return std::make_unique<Output>(name, id, std::move(builtin), version, nullptr, 0);
  }
  Proxy* const proxy = find_proxy(flb::kOutput, name);
  if (proxy == nullptr) return nullptr;
  return std::make_unique<Output>(proxy->name(), id, make_proxy_output(proxy, &reload_), version, proxy->config_map(),
                                  proxy->event_type());
}

}  // namespace host
