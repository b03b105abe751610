#include "pipeline/custom.h"

#include "proxy/instances.h"

namespace host {
namespace {

class ProxyCustom : public CustomPlugin {
 public:
  explicit ProxyCustom(Proxy* proxy) : proxy_(*proxy), context_(sizeof(flb::ProxyContext)) {
    context_.as<flb::ProxyContext>()->proxy = proxy;
  }

  bool init(Custom& custom) override {
    if (proxy_.init(&custom, context_.get()) > 0) return true;
    log_error("[custom] could not initialize '%s' plugin", custom.plugin().c_str());
    log_error("Failed initialize custom %s", custom.name().c_str());
    // Here Fluent Bit frees the plugin a second time when it exits, and crashes.
    log_error("[host] Fluent Bit %s crashes when a custom's Init fails", proxy_.version().str().c_str());
    return false;
  }

  // No PreExit, no context.
  void exit() override {
    if (auto* call = proxy_.symbol<int()>("FLBPluginExit")) call();
  }

 private:
  Proxy& proxy_;
  Guarded context_;
};

}  // namespace

std::unique_ptr<CustomPlugin> make_proxy_custom(Proxy* proxy) { return std::make_unique<ProxyCustom>(proxy); }

}  // namespace host
