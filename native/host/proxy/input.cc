#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "log.h"
#include "msgpack/events.h"
#include "pipeline/input.h"
#include "proxy/instances.h"

namespace host {
namespace {

// From 4.1 an input's context looks like this, and Init gets it. Before, Init gets an output's context (16
// bytes), and {coll_fd, proxy} is made afterwards and never shown to the plugin.
struct InputContext {
  int coll_fd;
  void* remote_context;
  void* proxy;
};

constexpr auto kInterval = std::chrono::seconds(1);

class ProxyInput : public InputPlugin {
 public:
  ProxyInput(Proxy* proxy, const ReloadState* reload)
      : proxy_(*proxy),
        reload_(*reload),
        with_context_(proxy->version().input_context()),
        context_(with_context_ ? sizeof(InputContext) : sizeof(flb::ProxyContext)) {
    if (with_context_) {
      collect_ctx_ = proxy->symbol<int(void*, void**, std::size_t*)>("FLBPluginInputCallbackCtx");
      cleanup_ctx_ = proxy->symbol<int(void*, void*)>("FLBPluginInputCleanupCallbackCtx");
      context_.as<InputContext>()->proxy = proxy;
    } else {
      context_.as<flb::ProxyContext>()->proxy = proxy;
    }
    collect_ = proxy->symbol<int(void**, std::size_t*)>("FLBPluginInputCallback");
    cleanup_ = proxy->symbol<int(void*)>("FLBPluginInputCleanupCallback");
  }

  bool threaded_by_default() const override { return true; }
  void* context() override { return context_.get(); }

  int init(Input& input) override {
    proxy_.set_last_input(&input);
    const int result = proxy_.init(&input, context_.get());
    if (result <= 0 || !context_intact() || !can_collect()) {
      log_error("Could not initialize proxy for threaded input plugin");
      return -1;
    }
    collector_ = input.collectors().add_timer(kInterval, [this, &input] { return collect(input); });
    if (with_context_) context_.as<InputContext>()->coll_fd = collector_;
    return collector_;
  }

  void pre_run() override {
    if (auto* call = proxy_.symbol<int(int)>("FLBPluginInputPreRun")) call(reload_.enabled ? 1 : 0);
  }

  // Fluent Bit's bug: the collector of the instance that was initialised last is paused, whichever this one is.
  void pause() override {
    if (auto* call = proxy_.symbol<void()>("FLBPluginInputPause")) call();
    proxy_.last_input()->collectors().pause(collector_);
  }

  void resume() override {
    if (auto* call = proxy_.symbol<void()>("FLBPluginInputResume")) call();
    Input* const last = proxy_.last_input();
    last->collectors().resume(collector_, last->pipeline()->ingestion_active());
  }

  void exit() override {
    if (auto* call = proxy_.symbol<void(int)>("FLBPluginInputPreExit")) call(reload_.stopping ? 1 : 0);
    if (auto* call = proxy_.symbol<int()>("FLBPluginExit")) call();
  }

 private:
  // Instruments, where Fluent Bit would carry on with what the plugin has broken.
  bool context_intact() const {
    const void* const proxy =
        with_context_ ? context_.as<InputContext>()->proxy : context_.as<flb::ProxyContext>()->proxy;
    const bool remote_untouched = with_context_ || context_.as<flb::ProxyContext>()->remote_context == nullptr;
    if (proxy == &proxy_ && remote_untouched) return true;
    log_error("[host] plugin '%s' wrote to an input context that Fluent Bit %s does not share with it",
              proxy_.name().c_str(), proxy_.version().str().c_str());
    return false;
  }

  bool can_collect() const {
    if (collect_ != nullptr || collect_ctx_ != nullptr) return true;
    log_error("[host] plugin '%s' has no FLBPluginInputCallback: Fluent Bit %s would crash", proxy_.name().c_str(),
              proxy_.version().str().c_str());
    return false;
  }

  int collect(Input& input) {
    void* data = nullptr;
    std::size_t size = 0;
    const int result =
        collect_ctx_ != nullptr ? collect_ctx_(remote_context(), &data, &size) : collect_(&data, &size);
    if (size == 0) return -1;
    if (result == -1) {  // the data is neither appended nor cleaned up
      log_error("[host] FLBPluginInputCallback of '%s' returned -1 with %zu bytes, which are lost", input.label(),
                size);
      return -1;
    }
    bool whole;
    input.append(nullptr, 0, data, size, count_records(data, size, &whole));
    return cleanup(data);
  }

  int cleanup(void* data) {
    if (cleanup_ctx_ != nullptr) return cleanup_ctx_(remote_context(), data);
    if (cleanup_ != nullptr) return cleanup_(data);
    std::free(data);
    return 0;
  }

  void* remote_context() const { return context_.as<InputContext>()->remote_context; }

  Proxy& proxy_;
  const ReloadState& reload_;
  bool with_context_;
  Guarded context_;
  int collector_ = -1;
  int (*collect_)(void**, std::size_t*) = nullptr;
  int (*collect_ctx_)(void*, void**, std::size_t*) = nullptr;
  int (*cleanup_)(void*) = nullptr;
  int (*cleanup_ctx_)(void*, void*) = nullptr;
};

}  // namespace

std::unique_ptr<InputPlugin> make_proxy_input(Proxy* proxy, const ReloadState* reload) {
  return std::make_unique<ProxyInput>(proxy, reload);
}

}  // namespace host
