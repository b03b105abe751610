#include "proxy/proxy.h"

#include <dlfcn.h>

#include "log.h"

namespace host {

Proxy::Proxy(void* handle, const Version& version)
    : handle_(handle),
      version_(version),
      def_(version.def_size()),
      api_(version.api_size()),
      plugin_(sizeof(flb::Plugin)) {
  fill_api(api_.get(), version);
}

Proxy::~Proxy() {
  // Fluent Bit closes a DSO only through the plugin that it registered.
  if (!registered_) return;
  if (type() != flb::kCustom) {
    if (auto* unregister = symbol<void(flb::ProxyDef*)>("FLBPluginUnregister")) unregister(def_.as<flb::ProxyDef>());
  }
  dlclose(handle_);
}

std::unique_ptr<Proxy> Proxy::open(const std::string& path, const Version& version, bool hot_reloading) {
  void* const handle = dlopen(path.c_str(), RTLD_LAZY);
  if (handle == nullptr) {
    log_error("[proxy] error opening plugin %s: '%s'", path.c_str(), dlerror());
    return nullptr;
  }
  std::unique_ptr<Proxy> proxy(new Proxy(handle, version));
  proxy->registered_ = proxy->do_register(hot_reloading);
  return proxy;
}

bool Proxy::do_register(bool hot_reloading) {
  auto* pre_register = symbol<int(int)>("FLBPluginPreRegister");
  if (pre_register != nullptr && pre_register(hot_reloading ? 1 : 0) == -1) return false;
  auto* register_plugin = symbol<int(flb::ProxyDef*)>("FLBPluginRegister");
  auto* def = def_.as<flb::ProxyDef>();
  if (register_plugin == nullptr || register_plugin(def) == -1) return false;
  if (def->proxy != flb::kProxyKind) return false;
  const bool custom = def->type == flb::kCustom && version_.custom_proxies();
  if (def->type != flb::kInput && def->type != flb::kOutput && !custom) return false;
  if (find("FLBPluginInit") == nullptr) {
    log_error("[go proxy]: could not load FLBPluginInit symbol");
    return false;
  }
  name_ = def->name;
  return true;
}

void* Proxy::find(const char* name) const {
  dlerror();
  void* const found = dlsym(handle_, name);
  return dlerror() == nullptr ? found : nullptr;
}

int Proxy::event_type() const {
  return version_.def_size() >= 40 ? def_.as<flb::ProxyDef>()->event_type : 0;
}

const void* Proxy::config_map() const {
  return version_.def_has_config_map() ? def_.as<flb::ProxyDef>()->config_map : nullptr;
}

int Proxy::init(void* instance, void* context) {
  auto* const plugin = plugin_.as<flb::Plugin>();
  plugin->name = name_.data();
  plugin->api = api_.as<flb::Api>();
  plugin->instance = instance;
  plugin->context = static_cast<flb::ProxyContext*>(context);
  const int result = symbol<int(flb::Plugin*)>("FLBPluginInit")(plugin);
  if (result <= 0) log_error("[go proxy]: plugin '%s' failed to initialize", name_.c_str());
  return result;
}

}  // namespace host
